//! The recognisers of pools: of each library, of what is alike whatever the library, and of what deploys pools.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolcheck::client::flags::Flags;
use poolcheck::client::libraries::LIBRARIES;
use poolcheck::client::{Client, read};
use poolcheck::source::Form;
use poolcheck::text::place::SourceFile;

use crate::work::{Ratios, repeated};

fn client(files: &[Arc<SourceFile>]) -> Client {
    read::read(files, &Flags::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn file(name: &str, text: String) -> Vec<Arc<SourceFile>> {
    vec![Arc::new(SourceFile::new(name, text))]
}

/// What a file says, said again and again in one file of the same form.
fn many(name: &str, text: &str, count: usize) -> String {
    let form = Form::of(&SourceFile::new(name, text)).name;
    let lines = |each: &dyn Fn(&str) -> String| text.lines().map(|line| each(line) + "\n").collect::<String>();
    repeated(count, |at| match form {
        "YAML" => format!("s{at}:\n{}", lines(&|line| format!("  {line}"))),
        "JSON" => {
            format!("{}\"s{at}\": {text}{}", if at == 0 { "{" } else { "," }, if at + 1 == count { "}" } else { "" })
        }
        "properties" => lines(&|line| if line.contains('=') { format!("s{at}.{line}") } else { line.to_owned() }),
        ".env" => lines(&|line| if line.contains('=') { format!("S{at}_{line}") } else { line.to_owned() }),
        "TOML" => format!(
            "[s{at}]\n{}",
            lines(&|line| line.replacen('[', &format!("[s{at}."), usize::from(line.starts_with('['))))
        ),
        "INI" => lines(&|line| line.replacen(']', &format!("{at}]"), usize::from(line.starts_with('[')))),
        "XML" => {
            let inner = text.split_once("?>").map_or(text, |(_, rest)| rest);
            format!("{}{inner}{}", if at == 0 { "<r>" } else { "" }, if at + 1 == count { "</r>" } else { "" })
        }
        "PHP" => {
            if at == 0 {
                text.to_owned()
            } else {
                text.replacen("<?php", "", 1)
            }
        }
        _ => text.to_owned(),
    })
}

/// The fixtures of a library, the smallest first.
fn fixtures(library: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/configs").join(library);
    let entries = fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read_to_string(path).expect("text")))
        .collect();
    files.sort_by_key(|(path, text)| (text.len(), path.clone()));
    files
}

/// Libraries whose fixtures repeat as no file does: a file's name, what stands before many parts, the part with `#` for its
/// number, and what stands behind.
const OTHERS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "emqx",
        "emqx.conf",
        "authentication = [\n",
        "  {\n    mechanism = password_based\n    backend = mysql\n    server = \"h#\"\n    pool_size = 6\n  },\n",
        "]\n",
    ),
    (
        "freeradius",
        "sql.conf",
        "",
        "s# {\n  sql {\n    dialect = \"mysql\"\n    server = \"h\"\n    pool {\n      max = 5\n    }\n  }\n}\n",
        "",
    ),
    (
        "php",
        "settings.php",
        "<?php\n",
        "$databases['d#']['default'] = ['driver' => 'mysql', 'host' => 'h', 'database' => 'd', 'username' => 'u'];\n",
        "",
    ),
    (
        "webman",
        "config/database.php",
        "<?php return ['connections' => [\n",
        "'c#' => ['driver' => 'mysql', 'host' => 'h', 'database' => 'd', 'pool' => ['max_connections' => 5, 'heartbeat_interval' => 50]],\n",
        "]];\n",
    ),
    ("generic", "app.yaml", "pools:\n", "  p#: {library: generic, max_open: 5}\n", ""),
    (
        "hyperf",
        "config/autoload/databases.php",
        "<?php return [\n",
        "'p#' => ['driver' => 'mysql', 'host' => 'h', 'database' => 'd', 'pool' => ['heartbeat' => -1]],\n",
        "];\n",
    ),
    (
        "laravel",
        "config/database.php",
        "<?php return ['connections' => [\n",
        "'c#' => ['driver' => 'mysql', 'host' => 'h', 'database' => 'd'],\n",
        "]];\n",
    ),
    (
        "tortoise",
        "config.py",
        "from tortoise import Tortoise\nTORTOISE_ORM = {'connections': {\n",
        "'c#': {'engine': 'tortoise.backends.mysql', 'credentials': {'host': 'h', 'maxsize': 5}},\n",
        "}}\n",
    ),
];

/// A file of a library with so many pools of it.
fn of_library(library: &str) -> Option<Box<dyn Fn(usize) -> Vec<Arc<SourceFile>>>> {
    let pools = |files: Vec<Arc<SourceFile>>| {
        let client = read::read(&files, &Flags::default()).ok()?;
        Some(client.pools.iter().filter(|pool| pool.library.name == library).count())
    };
    let grows = |files: &dyn Fn(usize) -> Vec<Arc<SourceFile>>| pools(files(6)) >= pools(files(3)).map(|few| few + 2);
    let fixtures = fixtures(library).into_iter().map(|(path, text)| {
        let name = path.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        Box::new(move |count| file(&name, many(&name, &text, count))) as Box<dyn Fn(usize) -> Vec<Arc<SourceFile>>>
    });
    let others = OTHERS.iter().filter(|(other, ..)| *other == library).map(|(_, name, head, part, tail)| {
        Box::new(move |count| file(name, written(head, part, tail, count)))
            as Box<dyn Fn(usize) -> Vec<Arc<SourceFile>>>
    });
    fixtures.chain(others).find(|files| pools(files(3)).is_some_and(|few| few > 0) && grows(files))
}

fn written(head: &str, part: &str, tail: &str, count: usize) -> String {
    format!("{head}{}{tail}", repeated(count, |at| part.replace('#', &at.to_string())))
}

#[test]
fn every_library_is_recognised_in_linear_time() {
    let mut ratios = Ratios::default();
    for library in LIBRARIES {
        let files = of_library(library.name)
            .unwrap_or_else(|| panic!("{}: no fixture grows when it is repeated; add a case to OTHERS", library.name));
        ratios.of(library.name, 50, files, |files| client(files));
    }
    ratios.hold();
}

/// What is alike whatever the library: many pools, and one pool beside much that is none.
const ALIKE: &[(&str, &str, &str)] = &[
    ("application.properties", "", "app.p#.url=jdbc:mysql://h/d\napp.p#.hikari.maximum-pool-size=5\n"),
    ("application.yml", "app:\n", "  p#:\n    url: jdbc:mysql://h/d\n    hikari: {maximum-pool-size: 5}\n"),
    ("application.yml", "app:\n", "  p#: {maximum-pool-size: 5, jdbc-url: 'jdbc:mysql://h/d'}\n"),
    ("application.properties", PROPERTIES, "spring.datasource.x#=1\n"),
    ("application.properties", PROPERTIES, "spring.datasource.hikari.x#=1\n"),
    ("application.properties", PROPERTIES, "other.x#=1\n"),
    ("application.yml", YAML, "  s#: {a: 1, b: text}\n"),
    ("application.yml", YAML, "  k#: 1\n"),
    ("application.yml", YAML, "  s#: {host: h, port: 3306, name: x}\n"),
    ("app.yaml", "urls:\n", "  - mysql://u:p@h#/d?pool_size=5\n"),
    ("app.yaml", "", "db#_url: u:p@tcp(h:3306)/d?parseTime=true\n"),
    ("app.yaml", "", "db#: {driver: mysql, dsn: 'u:p@tcp(h:3306)/d', max_open_conns: 5}\n"),
    ("app.yaml", "mysql:\n", "  n#: {host: h, max_open_conns: 5, max_idle_conns: 2}\n"),
    ("app.yaml", "dsn: 'u:p@tcp(h:3306)/d'\n", "max_open_conns_#: 5\n"),
    ("app.toml", "", "[db.d#]\ndriver = 'mysql'\nmax_open_conns = 5\ndsn = 'u:p@tcp(h:3306)/d'\n"),
    (".env", "DB_CONNECTION=mysql\nDB_HOST=h\n", "DB_X#=1\n"),
    (".env", "", "DB#_URL=mysql://u:p@h/d?connection_limit=5\n"),
    (".env", "", "DB#_HOST=h\nDB#_MAX_OPEN_CONNS=5\n"),
    ("db.py", "from sqlalchemy import create_engine\n", "e# = create_engine('mysql+pymysql://u:p@h/d', pool_size=5)\n"),
    ("db.py", "URL = 'mysql+pymysql://u:p@h/d'\n", "def f#():\n    return create_engine(URL, pool_size=#)\n"),
    ("db.js", "const mysql = require('mysql2');\n", "const p# = mysql.createPool({host: 'h', connectionLimit: 5});\n"),
    (
        "db.js",
        "const mysql = require('mysql2');\nmysql.createPool({host: 'h', connectionLimit: 5});\n",
        "f({a: #, b: 'x'});\n",
    ),
    (
        "beans.xml",
        "<beans>",
        "<bean id='d#' class='com.zaxxer.hikari.HikariDataSource'><property name='jdbcUrl' value='jdbc:mysql://h/d'/></bean>",
    ),
    ("proxysql.cnf", "mysql_servers = (\n", "{ address = \"h#\"; hostgroup = #; max_connections = 5 },\n"),
    ("maxscale.cnf", "", "[s#]\ntype=server\naddress=h#\npersistpoolmax=5\n"),
    ("poolcheck.yaml", "pools:\n", "  p#: {library: go, max_open: 5, instances: 2, max_lifetime: 5m}\n"),
    ("poolcheck.yaml", "pools:\n  a:\n    library: hikaricp\n", "    x#: 5\n"),
    (
        "poolcheck.yaml",
        "path: [aws-nlb]\npools:\n",
        "  p#: {library: go, path: [haproxy, aws-nlb], workload: {peak: 5}}\n",
    ),
    ("configmap.yaml", "kind: ConfigMap\ndata:\n", "  a#.properties: |\n    spring.datasource.url=jdbc:mysql://h/d\n"),
    ("application.yml", "", "---\nspring.config.activate.on-profile: p#\nspring.datasource.url: jdbc:mysql://h/d\n"),
    ("database.yml", "", "e#:\n  adapter: mysql2\n  pool: 5\n"),
    (
        "docker-compose.yml",
        "services:\n",
        "  s#:\n    image: x\n    environment: {DB_URL: 'mysql://u:p@h/d', A: 1}\n    deploy: {replicas: 2}\n",
    ),
    (
        "deploy.yaml",
        "",
        "---\nkind: Deployment\nmetadata: {name: d#}\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers: [{name: c, env: [{name: DB_URL, value: 'mysql://u:p@h/d'}]}]\n",
    ),
    (
        "deploy.yaml",
        "",
        "---\nkind: HorizontalPodAutoscaler\nmetadata: {name: d#}\nspec: {minReplicas: 1, maxReplicas: 5, scaleTargetRef: {kind: Deployment, name: d#}}\n",
    ),
    (
        "ecosystem.config.js",
        "module.exports = {apps: [\n",
        "{name: 'a#', script: 's.js', instances: 4, env: {DB_URL: 'mysql://u:p@h/d'}},\n",
    ),
    ("puma.rb", "", "workers 3\nthreads 5, 5\n"),
    ("Procfile", "", "w#: bundle exec puma -w 3\n"),
    ("supervisord.conf", "", "[program:p#]\ncommand=gunicorn -w 4 app\nnumprocs=2\n"),
    ("php-fpm.conf", "", "[p#]\npm = static\npm.max_children = 20\n"),
];

const PROPERTIES: &str = "spring.datasource.url=jdbc:mysql://h/d\nspring.datasource.hikari.maximum-pool-size=5\n";
const YAML: &str = "app:\n  pool: {jdbc-url: 'jdbc:mysql://h/d', maximum-pool-size: 5}\n";

#[test]
fn what_is_alike_is_recognised_in_linear_time() {
    let mut ratios = Ratios::default();
    for (name, head, part) in ALIKE {
        let tail = if name.ends_with(".xml") { "</beans>" } else { "" };
        let input = |count| file(name, written(head, part, tail, count));
        ratios.of(&format!("{name} of {part:?}"), 100, input, |files| client(files));
    }
    ratios.hold();
}

const GO: &[(&str, &str)] = &[
    ("", "func f#() {\n\tdb, _ := sql.Open(\"mysql\", \"u:p@tcp(h:3306)/d\")\n\tdb.SetMaxOpenConns(#)\n}\n"),
    ("func f() {\n", "\td#, _ := sql.Open(\"mysql\", \"u:p@tcp(h:3306)/d\")\n\td#.SetMaxOpenConns(5)\n"),
    (
        "func f() {\n\tdb, _ := sql.Open(\"mysql\", \"u:p@tcp(h:3306)/d\")\n\tdb.SetMaxOpenConns(c0)\n}\n",
        "const c# = #\n",
    ),
    (
        "func f() {\n\tdb, _ := sql.Open(\"mysql\", \"u:p@tcp(h:3306)/d\")\n\tdb.SetMaxOpenConns(5)\n}\n",
        "func g#(db *sql.DB) { db.Ping() }\n",
    ),
    ("", "func f#() *sql.DB {\n\treturn f0()\n}\n"),
];

#[test]
fn go_code_is_read_in_linear_time() {
    let mut ratios = Ratios::default();
    const HEAD: &str = "package main\n\nimport (\n\t\"database/sql\"\n\t_ \"github.com/go-sql-driver/mysql\"\n)\n\n";
    for (head, part) in GO {
        let tail = if head.ends_with("{\n") { "}\n" } else { "" };
        let input = |count| file("main.go", written(&format!("{HEAD}{head}"), part, tail, count));
        ratios.of(&format!("Go of {part:?}"), 50, input, |files| client(files));
    }
    let package = |count| -> Vec<_> {
        let of = |at| written(&format!("{HEAD}{}", GO[0].0), &GO[0].1.replace('#', &format!("{at}_#")), "", 1);
        (0..count).map(|at| Arc::new(SourceFile::new(format!("f{at}.go").as_str(), of(at)))).collect()
    };
    ratios.of_threads("files of a Go package", 50, package, |files: &Vec<_>| client(files));
    ratios.hold();
}

#[test]
fn many_files_are_read_in_linear_time() {
    let mut ratios = Ratios::default();
    let cases: &[(&str, &str)] = &[
        ("s#/application.yml", "spring: {datasource: {url: 'jdbc:mysql://h/d', hikari: {maximum-pool-size: 5}}}\n"),
        ("application-p#.yml", "spring: {datasource: {url: 'jdbc:mysql://h/d', hikari: {maximum-pool-size: 5}}}\n"),
        ("s#/.env", "DB_CONNECTION=mysql\nDB_HOST=h\n"),
        (
            "s#/docker-compose.yml",
            "services: {a: {image: x, deploy: {replicas: 2}, environment: {DB_URL: 'mysql://u:p@h/d'}}}\n",
        ),
        ("s#/database.yml", "production:\n  adapter: mysql2\n  pool: 5\n"),
        ("s#/go.mod", "module x#\n\nrequire github.com/go-sql-driver/mysql v1.9.3\n"),
        ("s#/app.yaml", "pool: {library: go, max_open: 5}\n"),
    ];
    for (name, text) in cases {
        let input = |count: usize| -> Vec<_> {
            let numbered = |text: &str, at: usize| text.replace('#', &at.to_string());
            (0..count).map(|at| Arc::new(SourceFile::new(numbered(name, at).as_str(), numbered(text, at)))).collect()
        };
        ratios.of_threads(&format!("files called {name}"), 60, input, |files: &Vec<_>| client(files));
    }
    let services = |count: usize| -> Vec<_> {
        let of = |at: usize| {
            let app =
                format!("spring: {{datasource: {{url: 'jdbc:mysql://h/d{at}', hikari: {{maximum-pool-size: 5}}}}}}\n");
            let deploy = format!("kind: Deployment\nmetadata: {{name: s{at}}}\nspec: {{replicas: 2}}\n");
            [(format!("s{at}/application.yml"), app), (format!("s{at}/deploy.yaml"), deploy)]
        };
        (0..count).flat_map(of).map(|(name, text)| Arc::new(SourceFile::new(name.as_str(), text))).collect()
    };
    ratios.of_threads("services with their deployments", 40, services, |files: &Vec<_>| client(files));
    ratios.hold();
}
