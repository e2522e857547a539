// Scripts are atomic: no other command comes between what they read and what they write. This
// begins each of them, and reads the cart. The keys of additions and removals stay when the cart is
// emptied, because a caller may repeat one after that. A record always has "keys", and has the other
// lists where they are not empty, because Lua has no empty list. So earlier releases read it too;
// what they write is without version and removals, or is the list of the lines alone.
const SHARED = `
local cartMs, keyMs, version = ARGV[1], ARGV[2], ARGV[3]
local record = cjson.decode(redis.call("GET", KEYS[1]) or "[]")
local keys = record.keys or {}
local lines = record.lines or (record.keys and {} or record)
local removals = record.removals or {}

local function keep()
  if #lines == 0 and #keys == 0 and #removals == 0 then
    redis.call("DEL", KEYS[1])
    return
  end
  local kept, keptMs = {keys = keys}, keyMs
  if #lines > 0 then kept.lines, kept.version, keptMs = lines, version, cartMs end
  if #removals > 0 then kept.removals, keptMs = removals, cartMs end
  redis.call("SET", KEYS[1], cjson.encode(kept), "PX", keptMs)
end

local function indexOf(product)
  for index, line in ipairs(lines) do
    if line[1] == product then return index end
  end
end

local function isNew(list, key, most)
  for _, each in ipairs(list) do
    if each == key then return false end
  end
  list[#list + 1] = key
  if #list > most then table.remove(list, 1) end
  return true
end`;

/** Adds a line. Returns "added", or which limit forbids it: "quantity" or "lines". */
export const ADD_ITEM = `${SHARED}
local product, added, key = ARGV[4], tonumber(ARGV[5]), ARGV[6]
local maxQuantity, maxLines, maxKeys = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
if key ~= "" and not isNew(keys, key, maxKeys) then return "added" end
local index = indexOf(product)
if not index then
  if #lines >= maxLines then return "lines" end
  index = #lines + 1
  lines[index] = {product, 0}
end
local line = lines[index]
if line[2] + added > maxQuantity then return "quantity" end
line[2] = line[2] + added
keep()
return "added"`;

/**
 * Sets the quantity of a line, or removes the line. Returns 0 when the cart has no such line, else
 * 1.
 */
export const UPDATE_ITEM = `${SHARED}
local product, quantity = ARGV[4], tonumber(ARGV[5])
local index = indexOf(product)
if not index then return 0 end
lines[index][2] = quantity
if quantity == 0 then table.remove(lines, index) end
keep()
return 1`;

/** Subtracts from lines. After the key and the most of them come products with their quantities. */
export const REMOVE_ITEMS = `${SHARED}
local key, maxRemovals = ARGV[4], tonumber(ARGV[5])
if not isNew(removals, key, maxRemovals) then return end
for argument = 6, #ARGV, 2 do
  local index = indexOf(ARGV[argument])
  if index then
    lines[index][2] = lines[index][2] - tonumber(ARGV[argument + 1])
    if lines[index][2] <= 0 then table.remove(lines, index) end
  end
end
keep()`;

/** Removes every line. */
export const EMPTY_CART = `${SHARED}
lines = {}
keep()`;
