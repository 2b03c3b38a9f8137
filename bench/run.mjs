// `npm run bench`: every figure that the README and the notes quote.
for (const part of ["synth", "start"]) {
  console.log(`\n${part}`);
  await import(`./${part}.mjs`);
}
