console.error("gatehouse: no commands yet");
process.exitCode = 2;
