// Scripts are atomic: no other command comes between what they read and what they write. This
// begins each of them, and reads the cart. The keys of additions stay when the cart is emptied,
// because a caller may repeat an addition after that. No empty table is kept, because Lua has no
// empty list.
const SHARED = `
local cartMs, keyMs = ARGV[1], ARGV[2]
local record = cjson.decode(redis.call("GET", KEYS[1]) or "[]")
local keys = record.keys or {}
local lines = record.lines or (record.keys and {} or record)
local function keep()
  if #lines == 0 and #keys == 0 then
    redis.call("DEL", KEYS[1])
  elseif #keys == 0 then
    redis.call("SET", KEYS[1], cjson.encode(lines), "PX", cartMs)
  elseif #lines == 0 then
    redis.call("SET", KEYS[1], cjson.encode({keys = keys}), "PX", keyMs)
  else
    redis.call("SET", KEYS[1], cjson.encode({lines = lines, keys = keys}), "PX", cartMs)
  end
end`;

/** Adds a line. Returns "added", or which limit forbids it: "quantity" or "lines". */
export const ADD_ITEM = `${SHARED}
local product, added, key = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local maxQuantity, maxLines, maxKeys = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
if key ~= "" then
  for _, each in ipairs(keys) do
    if each == key then return "added" end
  end
  keys[#keys + 1] = key
  if #keys > maxKeys then table.remove(keys, 1) end
end
local found
for _, line in ipairs(lines) do
  if line[1] == product then found = line end
end
if not found then
  if #lines >= maxLines then return "lines" end
  found = {product, 0}
  lines[#lines + 1] = found
end
if found[2] + added > maxQuantity then return "quantity" end
found[2] = found[2] + added
keep()
return "added"`;

/**
 * Sets the quantity of a line, or removes the line. Returns 0 when the cart has no such line, else
 * 1.
 */
export const UPDATE_ITEM = `${SHARED}
local product, quantity = ARGV[3], tonumber(ARGV[4])
for index, line in ipairs(lines) do
  if line[1] == product then
    line[2] = quantity
    if quantity == 0 then table.remove(lines, index) end
    keep()
    return 1
  end
end
return 0`;

/** Removes every line. */
export const EMPTY_CART = `${SHARED}
lines = {}
keep()`;
