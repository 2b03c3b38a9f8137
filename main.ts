process.stderr.write("gatehouse: no stacks yet\n");
