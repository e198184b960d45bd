exports.packages = ['sequelize-pool', 'sequelize'];

exports.open = (sequelize) => ({
  query: (sql) => sequelize.query(sql),
  hold: (use) => sequelize.transaction((transaction) => use((sql) => sequelize.query(sql, { transaction }))),
  close: () => sequelize.close(),
});
