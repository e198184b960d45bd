exports.packages = ['@prisma/client', '@prisma/adapter-mariadb'];

// A transaction may take as long as the connection is to be held: by itself it waits 2 s and lasts 5 s.
const AS_LONG_AS_IT_TAKES = { maxWait: 100_000, timeout: 300_000 };

exports.open = (prisma) => ({
  query: run(prisma),
  hold: (use) => prisma.$transaction((transaction) => use(run(transaction)), AS_LONG_AS_IT_TAKES),
  close: () => prisma.$disconnect(),
});

function run(client) {
  return (sql) => (sql.startsWith('SELECT') ? client.$queryRawUnsafe(sql) : client.$executeRawUnsafe(sql));
}
