// Builds the page from the document. Everything is set as text, never as markup.

const place = document.getElementById("operations");
const find = document.getElementById("find");

function element(name, options = {}, ...children) {
  const made = Object.assign(document.createElement(name), options);
  made.append(...children);
  return made;
}

function schemaText(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.properties?.data) return schemaText(schema.properties.data);
  if (schema.type === "array") return `${schemaText(schema.items)}[]`;
  if (schema.enum) return schema.enum.join(" | ");
  return [schema.type].flat().join(" | ");
}

function table(columns, rows) {
  const head = element("tr", {}, ...columns.map(c => element("th", { textContent: c, scope: "col" })));
  const body = rows.map(r => element("tr", {}, ...r.map(c => element("td", { textContent: c }))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function operation(path, method, about) {
  const parts = [element("summary", {},
    element("code", { className: "method", textContent: method.toUpperCase() }),
    element("code", { textContent: path }),
    element("span", { className: "note", textContent: about.summary }))];
  if (about.parameters.length > 0) {
    parts.push(table(["Parameter", "In", "Type", "Meaning"],
      about.parameters.map(p => [p.name + (p.required ? " *" : ""), p.in, schemaText(p.schema), p.description])));
  }
  const body = about.requestBody?.content["application/json"].schema;
  if (body) parts.push(element("p", { textContent: `Body: ${schemaText(body)}` }));
  parts.push(table(["Status", "Answer", "Meaning"], Object.entries(about.responses).map(([status, answer]) =>
    [status, schemaText(answer.content?.["application/json"].schema), answer.description])));
  return element("details", { id: about.operationId }, ...parts);
}

function show(api) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, about] of Object.entries(methods)) {
      const tag = about.tags[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(path, method, about));
    }
  }
  const sections = [...groups].map(([tag, list]) =>
    element("section", {}, element("h2", { textContent: tag }), ...list));
  const schemas = Object.entries(api.components.schemas).map(([name, schema]) =>
    element("details", { id: `schema-${name}` }, element("summary", {}, element("code", { textContent: name })),
      element("pre", { textContent: JSON.stringify(schema, null, 2) })));
  place.replaceChildren(...sections,
    element("section", {}, element("h2", { textContent: "schemas" }), ...schemas));
}

find.addEventListener("input", () => {
  const wanted = find.value.toLowerCase();
  for (const one of place.querySelectorAll("details")) {
    one.hidden = !one.textContent.toLowerCase().includes(wanted);
  }
});

try {
  const answer = await fetch("/api/v1/openapi.json");
  show(await answer.json());
} catch {
  place.textContent = "The document could not be loaded. Is the manager still running?";
}
