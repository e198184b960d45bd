exports.packages = ['typeorm'];

exports.open = async (source) => {
  await source.initialize();
  return {
    query: (sql) => source.query(sql),
    hold: async (use) => {
      const runner = source.createQueryRunner();
      try {
        await use((sql) => runner.query(sql));
      } finally {
        await runner.release();
      }
    },
    close: () => source.destroy(),
  };
};
