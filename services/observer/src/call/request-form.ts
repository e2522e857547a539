import type { DescField, DescMessage, DescOneof, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { commentOf, fieldType } from "@hipstershop/reflection";
import { type Html, html } from "../page/html.ts";
import { commentText } from "./comment-text.ts";
import { firstDepth } from "./first-depth.ts";
import { type Leaf, leafOf } from "./leaf-of.ts";
import type { TypedRequest } from "./read-request.ts";

/** Renders the fields of a message, with what stands in them. Their names are read by `readRequest`. */
export function requestForm(desc: DescMessage, { json, problems }: TypedRequest): Html {
  function fieldsOf(desc: DescMessage, json: JsonObject, path: string, depth: number): Html {
    return html`${desc.members.map((member) =>
      member.kind === "oneof"
        ? oneof(member, json, path, depth)
        : fieldOf(member, json[member.jsonName], path, depth),
    )}`;
  }

  function oneof(desc: DescOneof, json: JsonObject, path: string, depth: number): Html {
    const name = `one.${path}${desc.name}`;
    const isSet = (field: DescField) => json[field.jsonName] !== undefined;
    const options = [undefined, ...desc.fields];
    return html`<fieldset class="group"><legend>${desc.name} <span class="type">one of these</span></legend>${commentText(commentOf(desc), "hint")}
<p class="one-of">${options.map(
      (field) =>
        html`<label class="check"><input type="radio" name="${name}" value="${field?.name ?? ""}"${(field ? isSet(field) : !desc.fields.some(isSet)) && html` checked`}> ${field?.name ?? "none"}</label>`,
    )}</p>
${desc.fields.map((field) => fieldOf(field, json[field.jsonName], path, depth))}</fieldset>`;
  }

  function fieldOf(
    field: DescField,
    json: JsonValue | undefined,
    path: string,
    depth: number,
  ): Html {
    const at = path + field.jsonName;
    if (field.fieldKind !== "list" && field.fieldKind !== "map") {
      return oneValue(field, field.name, json, at, depth);
    }
    const isMap = field.fieldKind === "map";
    const rows = isMap
      ? Object.entries((json ?? {}) as JsonObject)
      : ((json ?? []) as JsonValue[]).map((row) => ["", row] as const);
    return html`<fieldset class="group"><legend>${field.name} <span class="type">${fieldType(field)}</span></legend>${commentText(commentOf(field), "hint")}
<input type="hidden" name="n.${at}" value="${rows.length}">
${rows.map(([key, row], index) => {
  const name = `${field.name} ${index + 1}`;
  return html`<div class="row-of">${isMap && input(`${at}.${index}.key`, { name: `${name}, its key`, type: "key" }, html`<input name="r.${at}.${index}.key" value="${key}" autocomplete="off" id="f-${at}.${index}.key">`)}
${oneValue(field, name, row, isMap ? `${at}.${index}.value` : `${at}.${index}`, depth)}
<button class="button quiet small" name="do" value="drop:${at}.${index}">Remove ${name}</button></div>`;
})}
<p><button class="button quiet small" name="do" value="add:${at}">Add to ${field.name}</button></p></fieldset>`;
  }

  /** One value: a control, or the fields of a message. */
  function oneValue(
    field: DescField,
    name: string,
    json: JsonValue | undefined,
    at: string,
    depth: number,
  ): Html {
    const leaf = leafOf(field, depth);
    const isRow = field.fieldKind === "list" || field.fieldKind === "map";
    if (!leaf) {
      const message = field.message as DescMessage;
      return html`<fieldset class="group"><legend>${name} <span class="type">${message.name}</span></legend>${!isRow && commentText(commentOf(field) || commentOf(message), "hint")}
${fieldsOf(message, isObject(json) ? json : {}, `${at}.`, depth + 1)}</fieldset>`;
    }
    const about = { name, type: leaf.hint, comment: isRow ? "" : commentOf(field) };
    return input(at, about, control(leaf, field, json, at));
  }

  function input(
    at: string,
    about: { name: string; type: string; comment?: string },
    control: Html,
  ): Html {
    const problem = problems.get(at);
    return html`<div class="field${problem !== undefined && " wrong"}"><label for="f-${at}">${about.name} <span class="type">${about.type}</span></label>
${control}${problem !== undefined && html`<p class="field-error" id="e-${at}">${problem}</p>`}${about.comment && html`<div id="c-${at}">${commentText(about.comment, "hint")}</div>`}</div>`;
  }

  function control(leaf: Leaf, field: DescField, json: JsonValue | undefined, at: string): Html {
    const isWrong = problems.has(at);
    const hasComment =
      commentOf(field) !== "" && field.fieldKind !== "list" && field.fieldKind !== "map";
    const described = [isWrong && `e-${at}`, hasComment && `c-${at}`].filter(Boolean).join(" ");
    const common = html`id="f-${at}" name="r.${at}"${isWrong && html` aria-invalid="true"`}${described && html` aria-describedby="${described}"`}`;
    if (leaf.kind === "json") {
      const text =
        json === undefined
          ? ""
          : typeof json === "string"
            ? json
            : JSON.stringify(json, undefined, 2);
      return html`<textarea ${common} rows="3" spellcheck="false" autocomplete="off">${text}</textarea>`;
    }
    const text = json === undefined || json === null ? "" : String(json);
    if (leaf.kind === "text") {
      return html`<input ${common} value="${text}" autocomplete="off"${leaf.wanted && html` inputmode="decimal"`}>`;
    }
    const values = leaf.enum
      ? leaf.enum.values.map((value) => [value.name, commentOf(value)] as const)
      : [["true", ""] as const, ["false", ""] as const];
    const known = values.some(([value]) => value === text) || text === "";
    return html`<select ${common}><option value="">not set</option>${values.map(
      ([value, comment]) =>
        html`<option value="${value}"${value === text && html` selected`}>${value}${comment && `: ${comment.replaceAll("\n", " ")}`}</option>`,
    )}${!known && html`<option selected>${text}</option>`}</select>`;
  }

  return fieldsOf(desc, json, "", firstDepth(desc));
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
