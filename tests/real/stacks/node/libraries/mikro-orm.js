const { MikroORM } = require('@mikro-orm/mysql');

exports.packages = ['knex', '@mikro-orm/core', '@mikro-orm/mysql'];

exports.open = async (config) => {
  const orm = await MikroORM.init(config);
  return {
    query: (sql) => orm.em.fork().getConnection().execute(sql),
    hold: (use) => orm.em.fork().transactional((em) => use((sql) => em.execute(sql))),
    close: () => orm.close(),
  };
};
