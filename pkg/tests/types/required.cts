// The same as CommonJS: for the compilers of `types.test.js`, and never run.

import cesta = require("cesta");

const journey: cesta.Journey = cesta.Journey.template("purchase");
const report: cesta.GapReport = journey.gaps();
// @ts-expect-error it cannot be changed
report.findings = [];
const places: readonly cesta.Place[] = report.findings.map((finding) => finding.place);

export = { places };
