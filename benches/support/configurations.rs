//! A monorepo's configurations: services of four stacks, each with the files that such a service has, 2 to 15 KB each. Seeded,
//! so that every run reads the same bytes.

use std::fs;
use std::path::{Path, PathBuf};

/// Files of one service.
const FILES: usize = 8;

/// Writes `count` files into a folder, and gives back those that are YAML.
pub fn write(folder: &Path, count: usize) -> Vec<PathBuf> {
    let mut yaml = Vec::new();
    for service in 0..count.div_ceil(FILES) {
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ (service as u64 + 1));
        let root = folder.join(format!("team-{:02}/service-{service:04}", service % 40));
        let left = (count - service * FILES).min(FILES);
        for (name, text) in stack(&mut random, service).into_iter().take(left) {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(&path, text).expect("written");
            if path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml") {
                yaml.push(path);
            }
        }
    }
    yaml
}

/// The generator of Sebastiano Vigna's splitmix64: <https://prng.di.unimi.it/splitmix64.c>.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).expect("an index")]
    }

    /// Bytes of a file: small ones are more common than large ones.
    fn size(&mut self) -> usize {
        let span = self.below(13_000).min(self.below(13_000));
        usize::try_from(2_000 + span).expect("a size")
    }
}

fn stack(random: &mut Random, service: usize) -> [(&'static str, String); FILES] {
    let deployment = [
        ("helm/values.yaml", helm_values(random, service)),
        ("k8s/deployment.yaml", manifest(random, service)),
        ("k8s/worker.yaml", manifest(random, service)),
        ("docker-compose.yml", compose(random, service)),
    ];
    let own = match service % 4 {
        0 => [
            ("src/main/resources/application.yml", spring(random, service, "")),
            ("src/main/resources/application-prod.yml", spring(random, service, "prod")),
            ("src/main/resources/features.yml", features(random)),
            ("batch/application.properties", properties(random, service)),
        ],
        1 => [
            ("config/database.yml", rails(random, service)),
            ("config/features.yml", features(random)),
            ("config/alerts.yaml", features(random)),
            (".env", environment(random, service)),
        ],
        2 => [
            ("config/config.yaml", go(random, service)),
            ("config/config.prod.yaml", go(random, service)),
            ("config/features.yaml", features(random)),
            (".env", environment(random, service)),
        ],
        _ => [
            ("appsettings.json", appsettings(random, service)),
            ("appsettings.Production.json", appsettings(random, service)),
            ("config/features.yaml", features(random)),
            ("config/routes.yaml", features(random)),
        ],
    };
    let [first, second, third, last] = own;
    let [values, deployment, worker, compose] = deployment;
    [first, second, values, deployment, compose, third, last, worker]
}

/// Sections that say nothing of pools, until the text has its size.
fn padded(random: &mut Random, mut text: String, indent: usize) -> String {
    let size = random.size();
    let margin = " ".repeat(indent);
    let mut number = 0;
    while text.len() < size {
        number += 1;
        let name = random.one(&["checkout", "invoices", "search", "catalogue", "shipping", "accounts", "mail"]);
        let verb = random.one(&["shows", "sends", "stores", "compares", "counts"]);
        for line in [
            format!("# {name}: what it {verb}, and who is asked before it changes"),
            format!("{name}-{number}:"),
            format!("  enabled: {}", random.one(&["true", "false"])),
            format!(
                "  description: \"{verb} what a customer of {name} left, once a {} \"",
                random.one(&["day", "week"])
            ),
            format!("  rollout: {}", random.below(100)),
            format!("  owners: [team-{}, team-{}]", random.below(40), random.below(40)),
            "  routes:".to_owned(),
            format!("    - path: /api/v{}/{name}", random.below(4)),
            "      methods: [GET, POST]".to_owned(),
            format!("      timeout: {}s", random.below(30) + 1),
            format!("    - path: /internal/{name}/{{id}}"),
            "      methods: [DELETE]".to_owned(),
            format!("      retries: {}", random.below(5)),
            format!("  labels: {{tier: {}, zone: \"{}\"}}", random.one(&["gold", "silver"]), random.below(9)),
        ] {
            text.push_str(&format!("{margin}{line}\n"));
        }
    }
    text
}

fn spring(random: &mut Random, service: usize, profile: &str) -> String {
    let most = 5 + random.below(60);
    let text = format!(
        "spring:\n  application:\n    name: service-{service}\n  datasource:\n    url: jdbc:mysql://${{DB_HOST:db}}:3306/shop{service}{profile}?useSSL=true\n    \
         username: app\n    password: ${{DB_PASSWORD}}\n    driver-class-name: com.mysql.cj.jdbc.Driver\n    hikari:\n      maximum-pool-size: {most}\n      \
         minimum-idle: {}\n      max-lifetime: {}\n      connection-timeout: 30000\n  redis:\n    host: cache\n    lettuce:\n      pool:\n        max-active: 8\n\
         server:\n  port: 8080\n  tomcat:\n    threads:\n      max: 200\nfeatures:\n",
        most / 2,
        600_000 + random.below(1_800_000),
    );
    padded(random, text, 2)
}

fn rails(random: &mut Random, service: usize) -> String {
    let text = format!(
        "default: &default\n  adapter: mysql2\n  encoding: utf8mb4\n  pool: <%= ENV.fetch(\"RAILS_MAX_THREADS\") {{ {} }} %>\n  host: db\n  checkout_timeout: 5\n\n\
         development:\n  <<: *default\n  database: shop{service}_dev\n\nproduction:\n  <<: *default\n  database: shop{service}\n  username: app\n\
         \x20 password: <%= ENV[\"DB_PASSWORD\"] %>\n\nx-notes:\n",
        3 + random.below(20),
    );
    padded(random, text, 2)
}

fn go(random: &mut Random, service: usize) -> String {
    let most = 10 + random.below(90);
    let text = format!(
        "listen: :8080\nlog: {{level: info, format: json}}\ndatabase:\n  driver: mysql\n  dsn: app:${{DB_PASSWORD}}@tcp(db:3306)/shop{service}?parseTime=true&timeout=5s\n  \
         max_open_conns: {most}\n  max_idle_conns: {}\n  conn_max_lifetime: {}m\nredis:\n  addr: cache:6379\n  pool_size: 20\nfeatures:\n",
        most / 2,
        1 + random.below(30),
    );
    padded(random, text, 2)
}

fn helm_values(random: &mut Random, service: usize) -> String {
    let text = format!(
        "replicaCount: {}\nimage:\n  repository: registry.example.org/service-{service}\n  tag: \"1.{}.0\"\nautoscaling:\n  enabled: true\n  minReplicas: 2\n  maxReplicas: {}\n\
         resources:\n  requests: {{cpu: 250m, memory: 512Mi}}\nenv:\n  DB_HOST: db\n  DB_MAX_OPEN_CONNS: \"{}\"\nmysql:\n  enabled: false\nconfig:\n",
        1 + random.below(6),
        random.below(90),
        6 + random.below(20),
        5 + random.below(50),
    );
    padded(random, text, 2)
}

fn manifest(random: &mut Random, service: usize) -> String {
    let text = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: service-{service}\n  labels: {{app: service-{service}}}\nspec:\n  replicas: {}\n  \
         strategy:\n    rollingUpdate: {{maxSurge: 25%, maxUnavailable: 0}}\n  template:\n    spec:\n      containers:\n        - name: app\n          \
         image: registry.example.org/service-{service}:1.0\n          env:\n            - name: DB_HOST\n              value: db\n          \
         readinessProbe:\n            httpGet: {{path: /health, port: 8080}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: service-{service}\ndata:\n  \
         features.yaml: |\n",
        1 + random.below(8),
    );
    padded(random, text, 4)
}

fn compose(random: &mut Random, service: usize) -> String {
    let text = format!(
        "services:\n  app:\n    image: registry.example.org/service-{service}\n    environment:\n      - DATABASE_URL=mysql://app:app@db:3306/shop{service}\n    \
         depends_on: [db]\n    deploy: {{replicas: {}}}\n  db:\n    image: mysql:8.4\n    command: --max-connections=200\n    ports: [\"3306:3306\"]\nx-features:\n",
        1 + random.below(3),
    );
    padded(random, text, 2)
}

/// Most of these say nothing of pools.
fn features(random: &mut Random) -> String {
    let text = if random.below(3) == 0 { "cache: {pool_size: 20}\nfeatures:\n" } else { "features:\n" };
    padded(random, text.to_owned(), 2)
}

/// The lines of a padding that are `key: value`, as another form writes them.
fn lines(random: &mut Random) -> Vec<(String, String)> {
    let text = padded(random, String::new(), 0);
    let pairs = text.lines().enumerate().filter_map(|(number, line)| {
        let (key, value) = line.trim().split_once(": ")?;
        Some((format!("{}{number}", key.trim_start_matches(['#', '-', ' '])), value.replace('"', "")))
    });
    pairs.collect()
}

fn properties(random: &mut Random, service: usize) -> String {
    let mut text = format!(
        "spring.datasource.url=jdbc:mysql://db:3306/batch{service}\nspring.datasource.username=app\nspring.datasource.hikari.maximum-pool-size={}\n",
        2 + random.below(10),
    );
    for (key, value) in lines(random) {
        text.push_str(&format!("features.{key}={value}\n"));
    }
    text
}

fn environment(random: &mut Random, service: usize) -> String {
    let mut text = format!(
        "DB_CONNECTION=mysql\nDB_HOST=db\nDB_DATABASE=shop{service}\nDB_POOL={}\nWEB_CONCURRENCY=2\n",
        2 + random.below(10)
    );
    for (key, value) in lines(random) {
        text.push_str(&format!("FEATURE_{}=\"{value}\"\n", key.to_uppercase()));
    }
    text
}

fn appsettings(random: &mut Random, service: usize) -> String {
    let mut text = format!(
        "{{\n  \"ConnectionStrings\": {{\n    \"Shop\": \"Server=db;Port=3306;Database=shop{service};User ID=app;Password=x;Maximum Pool Size={}\"\n  }},\n  \
         \"Features\": {{\n",
        10 + random.below(90),
    );
    for (key, value) in lines(random) {
        text.push_str(&format!("    \"{key}\": \"{value}\",\n"));
    }
    text.push_str("    \"Last\": true\n  }\n}\n");
    text
}
