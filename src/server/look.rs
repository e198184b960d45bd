//! What a text looks like in which no server was found, and what would help: a gate that read nothing must not pass.

/// A kind of text that people give by mistake.
struct Kind {
    /// What people call it.
    what: &'static str,
    /// Whether a text is of this kind.
    is: fn(&str) -> bool,
    /// What to give in its place.
    help: &'static str,
}

/// The particular before the general.
static KINDS: &[Kind] = &[
    Kind {
        what: "a web page",
        is: |text| begins(text, &["<!doctype html", "<html"]),
        help: "the address answers with a page for browsers, perhaps a login; give the address of the metrics themselves",
    },
    Kind {
        what: "a CloudFormation template",
        is: |text| holds(text, &["AWSTemplateFormatVersion", "AWS::RDS::"]),
        help: "give the answer of `aws rds describe-db-parameters`",
    },
    Kind {
        what: "an answer of `aws rds describe-db-instances`",
        is: |text| holds(text, &["\"DBInstances\"", "\"DBClusters\""]),
        help: "it names the parameter group and not what stands in it; give the answer of `aws rds describe-db-parameters`, \
               or both as one list: `jq -s . instances.json parameters.json`",
    },
    Kind {
        what: "an answer of CloudWatch",
        is: |text| holds(text, &["\"MetricDataResults\"", "\"Datapoints\""]),
        help: "it has counters and no variable; give the answer of `aws rds describe-db-parameters`",
    },
    Kind {
        what: "a Terraform file",
        is: |text| lines(text, &["resource \"", "terraform {", "provider \"", "module \"", "variable \"", "output \""]),
        help: "no parameter of a MySQL server is literal in it; give the plan, `terraform show -json PLAN`",
    },
    Kind {
        what: "a Terraform plan or state",
        is: |text| holds(text, &["\"terraform_version\"", "\"planned_values\""]),
        help: "it holds no parameter group, database flag or server parameter of MySQL",
    },
    Kind {
        what: "an answer of Prometheus",
        is: |text| holds(text, &["\"resultType\""]),
        help: "ask it for mysqld_exporter's metrics: `--dsn 'prometheus+http://HOST:9090?instance=DB1'`",
    },
    Kind {
        what: "metrics of something else than a MySQL server",
        is: |text| lines(text, &["# HELP ", "# TYPE "]),
        help: "give the text of mysqld_exporter, which has mysql_global_variables_max_connections",
    },
    Kind {
        what: "an option file without a group that a server reads",
        is: |text| lines(text, &["[client", "[mysql", "[mariadb", "!include"]),
        help: "a server reads [mysqld], [server], [mariadb] and those with its version",
    },
    Kind {
        what: "a dump of a database",
        is: |text| lines(text, &["CREATE TABLE ", "INSERT INTO ", "-- MySQL dump", "-- MariaDB dump"]),
        help: "it holds rows and no variable; save the output of SHOW GLOBAL VARIABLES, or use `poolcheck capture`",
    },
    Kind {
        what: "a key or a certificate",
        is: |text| lines(text, &["-----BEGIN "]),
        help: "give it with --ssl-ca, --ssl-cert or --ssl-key, and name the server with --dsn",
    },
    Kind {
        what: "a Kubernetes manifest",
        is: |text| lines(text, &["apiVersion:"]) && lines(text, &["kind:"]),
        help: "it runs no MySQL or MariaDB server and holds no option file of one; give the manifest that does",
    },
    Kind {
        what: "a Compose file",
        is: |text| lines(text, &["services:"]),
        help: "no service of it has the image of a MySQL or MariaDB server; give the file that has",
    },
    Kind {
        what: "an application's configuration",
        is: |text| holds(text, &["jdbc:mysql:", "jdbc:mariadb:", "mysql://", "mysql+", "spring:", "adapter:"]),
        help: "give it with --config, and with --dsn the server",
    },
    Kind {
        what: "a file of settings with sections",
        is: has_sections,
        help: "no section of it is one that a server reads, [mysqld] or [mariadb]; if it is an application's, give it with --config",
    },
    Kind {
        what: "JSON of some other program",
        is: |text| begins(text, &["{", "["]),
        help: "read are the answers of `aws rds describe-db-parameters`, `gcloud sql instances describe`, \
               `az mysql flexible-server parameter list`, Prometheus and `terraform show -json`, and mysqld-auto.cnf",
    },
];

/// What a text is, and what would help; none where nobody can tell.
pub(super) fn like(text: &str) -> Option<(&'static str, &'static str)> {
    KINDS.iter().find(|kind| (kind.is)(text)).map(|kind| (kind.what, kind.help))
}

/// Whether a text has the sections of INI or TOML: what a client prints has none.
pub(super) fn has_sections(text: &str) -> bool {
    let is_head = |line: &str| {
        let name = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(['"', ',', '\'']))
    };
    text.lines().any(is_head)
}

fn begins(text: &str, words: &[&str]) -> bool {
    let start: String = text.trim_start().chars().take(40).collect::<String>().to_ascii_lowercase();
    words.iter().any(|word| start.starts_with(word))
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn lines(text: &str, starts: &[&str]) -> bool {
    text.lines().any(|line| starts.iter().any(|start| line.trim_start().starts_with(start)))
}
