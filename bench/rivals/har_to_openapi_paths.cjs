// har-to-openapi, tuned: paths are parameterised, headers left out.
const { readFileSync } = require("node:fs");
const { generateSpec } = require("har-to-openapi");

const har = JSON.parse(readFileSync(process.argv[2], "utf8"));
const options = {
  attemptToParameterizeUrl: true,
  // It takes numbers of four digits and more for parameters.
  pathReplace: { "/\\d{1,3}(?=/|$)": "/1000" },
  filterStandardHeaders: true,
  forceAllRequestsInSameSpec: true,
  mimeTypes: ["application/json; charset=utf-8", "application/json"],
  logErrors: false,
};
generateSpec(har, options).then(({ spec }) => {
  const what = `${Object.keys(spec.paths).length} paths`;
  console.log(JSON.stringify({ tables: 0, keys: 0, foreign_keys: 0, what }));
});
