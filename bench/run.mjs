// `npm run bench`: every figure that the README and the notes quote.
for (const part of ["synth", "start", "gateway", "review", "routes"]) {
  console.log(`\n${part}`);
  await import(`./${part}.mjs`);
}
