//! The readers of forms, and what stands over all of them: templates, placeholders, comments, files in files, folders.

use std::fs;
use std::sync::Arc;

use poolcheck::server;
use poolcheck::source::files::gather::gather;
use poolcheck::source::variables::Variables;
use poolcheck::source::{Document, Form, comments, embedded, placeholders, read};
use poolcheck::text::place::SourceFile;

use crate::work::{Ratios, repeated};

/// A file's name, what stands before many parts, and the part, with `#` for its number.
type Case = (&'static str, &'static str, &'static str);

/// Texts of each form: many siblings, many values of one, and what begins again and again and never ends.
const CASES: &[(&str, &[Case])] = &[
    (
        "YAML",
        &[
            ("a.yaml", "", "s#:\n  a: 1\n  b.c: [x, 'y']\n"),
            ("a.yaml", "a:\n", "- {b: #}\n"),
            ("a.yaml", "base: &b {x: 1}\n", "s#: {<<: *b, y: 2}\n"),
            ("a.yaml", "", "s#: &a# 1\nt#: *a#\n"),
            ("a.yaml", "", "---\na: #\n"),
            ("a.yaml", "", "a.b#.c: 1\n"),
            ("a.yaml", "a: \"", "\\\" # "),
            ("a.yaml", "{{ if x }}\n", "s#: {{ .Values.a# }}\n"),
            ("a.yaml", "", "{{- if .a }}\ns#: 1\n{{- end }}\n"),
            ("a.yaml", "a: \"", "{{\""),
            ("a.yaml", "a: ", "<% # "),
            ("a.yaml", "", "d#: !!com.example.Pool\n  url: x\n"),
        ],
    ),
    (
        "JSON",
        &[
            ("a.json", "{", "\"s#\": {\"a\": 1, \"b.c\": [\"x\"]},\n"),
            ("a.json", "{", "// # c\n\"s#\": 1, /* c */\n"),
            ("a.json", "{", "/* "),
            ("a.json", "{\"a\": {{ x }},", "\"s#\": {{ .a }},\n"),
        ],
    ),
    ("JSON5", &[("a.json5", "{", "s#: {a: 1, 'b': [2]}, // c\n")]),
    (
        "TOML",
        &[
            ("a.toml", "", "[s#]\na = 1\nb.c = ['x']\n"),
            ("a.toml", "", "[[s]]\na = #\n"),
            ("a.toml", "", "a.b#.c = 1\n"),
            ("a.toml", "", "s# = '{{ x }}'\n"),
            ("a.toml", "a = \"\"\"", "x # \n"),
        ],
    ),
    (
        "INI",
        &[
            ("a.ini", "", "[s#]\na = 1\nb: x\n"),
            ("a.ini", "[s]\n", "k# = 1 ; c\n"),
            ("a.ini", "[s]\nk = v\n", "  more #\n"),
            ("a.ini", "", "[s]\nk# = 1\n"),
            ("a.cnf", "[mysqld]\n", "skip-#\n"),
        ],
    ),
    (
        "properties",
        &[
            ("a.properties", "", "s#.a=1\ns#.b.c: x\n"),
            ("a.properties", "", "s.a.k#=1\n"),
            ("a.properties", "a=", "x \\\n"),
            ("a.properties", "", "#---\na=#\n"),
        ],
    ),
    (".env", &[(".env", "", "export A_#=1 # c\n"), (".env", "A=\"", "x # \n"), (".env", "", "A_#='\n")]),
    (
        "XML",
        &[
            ("a.xml", "<r>", "<bean id='s#'><property name='a.b' value='1'/></bean>"),
            ("a.xml", "<r>", "<property name='p#.x' value='1'/>"),
            ("a.xml", "<r>", "<s#>x</s#>"),
        ],
    ),
    (
        "libconfig",
        &[
            ("a.cnf", "mysql_servers = (\n", "{ address = \"h#\"; max_connections = 5 },\n"),
            ("a.cnf", "mysql_variables = {\n", "k# = # // c\n"),
            ("a.cnf", "mysql_variables = {\n", "/* "),
        ],
    ),
    (
        "HOCON",
        &[
            ("a.conf", "", "s#.a {\n  k = 1\n}\n"),
            ("a.conf", "a {\n", "k = ${?X#} ; # c\n"),
            ("a.conf", "a {\n", "k; ; word# \"x\" <t#>\n"),
            ("a.conf", "a {\n", "x ; ( y } , "),
        ],
    ),
    (
        "Elixir",
        &[
            ("a.exs", "", "config :a#, B, pool_size: #\n"),
            ("a.exs", "config :a, B,\n", "k#: System.get_env(\"X#\") || \"1\",\n"),
            ("a.exs", "x = ", "\"\"\" a # "),
        ],
    ),
    (
        "Rust",
        &[
            ("a.rs", "fn a() { let mut o = Options::new();", "o.set_x#(1);\n"),
            ("a.rs", "fn a() {", "let a#: B<C> = D::<E>::new(\"mysql://#\").with_f(Some(a#));\n"),
            ("a.rs", "fn a() { O::new()", ".k#(env::var(\"X#\").unwrap_or(5))\n"),
            ("a.rs", "fn a() {", "'a r#\"# ' |x| "),
            ("a.rs", "", "a ( { A::b("),
        ],
    ),
    (
        "Java",
        &[
            ("a.java", "class A { O o = new O();", "o.addX#(\"k#\", 1);\n"),
            ("a.java", "class A {", "O o# = new O(o#); o#.setX(Duration.ofSeconds(5));\n"),
            ("a.java", "class A {", "@A# ' @$\"\"\" x -> "),
        ],
    ),
    (
        "Kotlin",
        &[
            ("a.kt", "val o = O().apply {\n", "k# = System.getenv(\"X\") ?: 5\n"),
            ("a.kt", "val o = O()", "\n\n.k#(1)\n"),
            ("a.kt", "val o = O()", "\n"),
            ("a.kt", "", "O().apply {"),
        ],
    ),
    (
        "C#",
        &[
            ("a.cs", "var o = new O {", "K# = 1,\n"),
            ("a.cs", "", "o.UseX#(y => y.Z(\"Server=#;Database=d\"));\n"),
            ("a.cs", "", "@$@"),
        ],
    ),
    (
        "Prisma",
        &[("a.prisma", "", "model M# {\n  id Int\n}\n"), ("a.prisma", "", "datasource d# {\n  url = \"x\"\n}\n")],
    ),
    (
        "PHP",
        &[
            ("a.php", "<?php return [", "'s#' => ['a' => 1, 'b' => env('X#', 5)],\n"),
            ("a.php", "<?php\n", "$a# = ['x' => 1];\n"),
            ("a.php", "<?php\n", "$c['s#']['a'] = 1;\n"),
            ("a.php", "<?php\n", "$a# = f($a#, '"),
        ],
    ),
    (
        "Python",
        &[
            ("a.py", "", "a# = {'x': 1, 'y': os.environ.get('X#', 5)}\n"),
            ("a.py", "", "c['s#']['a'] = 1\n"),
            ("a.py", "", "create(url='x', size=#)\n"),
            ("a.py", "x0 = 1\n", "x = x0 + #\n"),
            ("a.py", "D = {", "'s#': {'a': f'{x}'},\n"),
            ("a.py", "", "class C#:\n    a = 1\n"),
            ("a.py", "", "f(a=("),
        ],
    ),
    (
        "JavaScript",
        &[
            ("a.ts", "module.exports = {", "s#: {a: 1, b: process.env.X# || 5},\n"),
            ("a.ts", "", "const a#: number = 5;\n"),
            ("a.ts", "", "create({url: 'x', size: #});\n"),
            ("a.ts", "const a = `", "${b} # "),
            ("a.ts", "", "f({a: ("),
            ("a.ts", "const base = {x: 1};\nmodule.exports = {", "s#: {...base, y: 1},\n"),
            ("a.ts", "a = ", "b < # > c && "),
        ],
    ),
    (
        "Ruby",
        &[
            ("a.rb", "", "A# = {a: 1, b: ENV.fetch('X#') { 5 }}\n"),
            ("a.rb", "", "connect(url: 'x', size: #)\n"),
            ("a.rb", "", "workers #\n"),
            ("a.rb", "a = \"", "#{b} # "),
        ],
    ),
];

fn text((_, head, part): &Case, count: usize) -> String {
    // A `#` before `{` or at a line's start is the form's own.
    let numbered = |number: usize| {
        let (first, rest) = part.split_at(usize::from(part.starts_with('#')));
        let rest = rest.replace("#{", "\0{").replace('#', &number.to_string()).replace('\0', "#");
        format!("{first}{rest}")
    };
    format!("{head}{}", repeated(count, numbered))
}

#[test]
fn every_form_is_read_in_linear_time() {
    let mut ratios = Ratios::default();
    for form in Form::all() {
        let (_, cases) = CASES.iter().find(|(name, _)| *name == form.name).unwrap_or_else(|| {
            panic!("{}: a form without a scaling case; add one to CASES in tests/scaling/readers.rs", form.name)
        });
        for case in *cases {
            let file = |count| SourceFile::new(case.0, text(case, count));
            assert_eq!(Form::of(&file(4)), form, "{case:?}");
            ratios.of(&format!("{} of {:?}", form.name, case.2), 1000, file, read);
        }
    }
    ratios.hold();
}

fn document(file: &SourceFile) -> Document {
    read(file).expect("readable").remove(0)
}

fn yaml(text: String) -> (SourceFile, Document) {
    let file = SourceFile::new("a.yaml", text);
    let document = document(&file);
    (file, document)
}

#[test]
fn placeholders_are_followed_in_linear_time() {
    let mut ratios = Ratios::default();
    let cases: [(&str, fn(usize) -> String); 6] = [
        ("${k}", |at| format!("k{at}: ${{k{}}}\n", at + 1)),
        ("${k} from the end", |at| format!("k{at}: ${{k{}}}\n", at.saturating_sub(1))),
        ("${first}", |at| format!("k{at}: ${{k0:1}}\n")),
        ("${X:5}", |at| format!("k{at}: ${{X:5}}\n")),
        ("${next:x}${next:y}", |at| format!("k{at}: ${{k{}:x}}${{k{}:y}}\n", at + 1, at + 2)),
        ("<%= ENV %>", |at| format!("k{at}: <%= ENV.fetch('X') {{ 5 }} %>$(Y)%env(Z)%\n")),
    ];
    for (name, part) in cases {
        let input = |count| yaml(repeated(count, part));
        ratios.of(&format!("placeholders {name}"), 1000, input, |(file, document)| {
            placeholders::resolve(file, &document.root, &Variables::default())
        });
    }
    let one = |count| yaml(format!("a: {}\n", repeated(count, |_| "${X:${Y:5}}".to_owned())));
    ratios.of("many placeholders of one value", 2000, one, |(file, document)| {
        placeholders::resolve(file, &document.root, &Variables::default())
    });
    ratios.hold();
}

#[test]
fn comments_are_found_in_linear_time() {
    let mut ratios = Ratios::default();
    let cases: [(&str, fn(usize) -> String); 8] = [
        ("a.yaml", |at| format!("s{at}: # note: x\n  a: 1\n")),
        ("a.yaml", |_| "# note: x\n".to_owned()),
        ("a.toml", |at| format!("# note: x\n[s{at}]\na = 1\n")),
        ("a.json", |at| format!("{}\"s{at}\": {{\"a\": 1}}, // note: x\n", if at == 0 { "{" } else { "" })),
        ("a.ini", |at| format!("[s{at}]\na = 1 ; note: x\n")),
        ("a.properties", |at| format!("# note: x\na{at}=1\n")),
        (".env", |at| format!("A{at}=1 # note: x\n")),
        ("a.py", |at| format!("a{at} = 1 # note: x\n")),
    ];
    for (name, part) in cases {
        let input = |count| SourceFile::new(name, repeated(count, part));
        ratios.of(&format!("comments of {name}"), 500, input, |file| comments::noted(file, "note:"));
    }
    ratios.hold();
}

#[test]
fn files_in_a_file_are_read_in_linear_time() {
    let mut ratios = Ratios::default();
    let input = |count| yaml(repeated(count, |at| format!("a{at}.properties: |\n  pool.max=5\n  pool.min=1\n")));
    ratios.of("files in a file", 500, input, |(file, document)| embedded(file, document));
    ratios.hold();
}

#[test]
fn folders_are_walked_in_linear_time() {
    let mut ratios = Ratios::default();
    let folder = |count| {
        let folder = tempfile::tempdir().expect("a folder");
        for at in 0..count {
            let (inner, name) = (folder.path().join(format!("d{}", at / 10)), format!("a{at}.yaml"));
            fs::create_dir_all(&inner).expect("a folder");
            fs::write(inner.join(name), if at % 2 == 0 { "pool: {max: 5}\n" } else { "title: x\n" }).expect("a file");
        }
        folder
    };
    ratios.of_threads("files of a folder", 500, folder, |folder| {
        gather(&[folder.path().display().to_string()]).expect("found").files.len()
    });
    ratios.of_threads("files by a pattern", 500, folder, |folder| {
        gather(&[format!("{}/**/*.yaml", folder.path().display())]).expect("found").files.len()
    });
    ratios.of_threads("files by their names", 500, folder, |folder| {
        let all = gather(&[folder.path().display().to_string()]).expect("found");
        let names: Vec<_> = all.files.iter().map(|file| file.name().to_string()).collect();
        gather(&names).map(|found| found.files.iter().map(Arc::clone).count()).expect("found")
    });
    ratios.hold();
}

/// Texts of each form that declares or shows a server: many of what it has many of, and what closes them.
const SERVERS: &[(Case, &str)] = &[
    (("my.cnf", "", "[mysqld]\nmax_connections = #\nx# = {{ y# }}\n[mysqld-8.#]\na=1\n"), ""),
    (
        ("mysqld-auto.cnf", "{\"Version\": 2, \"mysql_dynamic_variables\": {", "\"a#\": {\"Value\": \"1\"},\n"),
        "\"z\": {\"Value\": \"1\"}}}",
    ),
    (("compose.yaml", "services:\n", "  s#:\n    image: mysql:8.4\n    command: --max-connections=# --a#=${B#}\n"), ""),
    (
        (
            "pods.yaml",
            "",
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m#}\ndata:\n  my.cnf: |\n    [mysqld]\n    a=#\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec:\n  containers:\n  - image: mysql\n    volumeMounts: [{name: v}]\n  volumes: [{name: v, configMap: {name: m#}}]\n",
        ),
        "",
    ),
    (
        (
            "operator.yaml",
            "",
            "---\napiVersion: k8s.mariadb.com/v1\nkind: MariaDB\nmetadata: {name: m#}\nspec: {image: mariadb}\n---\napiVersion: k8s.mariadb.com/v1\nkind: User\nmetadata: {name: u#}\nspec: {mariaDbRef: {name: m#}}\n",
        ),
        "",
    ),
    (
        (
            "values.yaml",
            "",
            "c#:\n  primary:\n    extraFlags: --a=#\n    configuration: |\n      [mysqld]\n      b=#\n",
        ),
        "",
    ),
    (
        (
            "main.tf",
            "",
            "resource \"aws_db_parameter_group\" \"g#\" {\n  parameter {\n    name = \"max_connections\"\n    value = var.x#\n  }\n}\nresource \"aws_db_instance\" \"i#\" {\n  instance_class = \"db.t3.micro\"\n}\n",
        ),
        "",
    ),
    (("main.tf", "resource \"x\" \"y\" {\n", "  b# {\n  }\n  c {\n  }\n  d# = \"e\"\n"), "}\n"),
    (
        (
            "parameters.json",
            "{\"Parameters\": [",
            "{\"ParameterName\": \"p#\", \"ParameterValue\": \"{DBInstanceClassMemory/8}\"},\n",
        ),
        "{}]}",
    ),
    (
        (
            "flags.json",
            "{\"databaseVersion\": \"MYSQL_8_0\", \"settings\": {\"databaseFlags\": [",
            "{\"name\": \"f#\", \"value\": \"1\"},\n",
        ),
        "{}]}}",
    ),
    (("az.json", "[", "{\"name\": \"max_connections\", \"value\": \"#\"},\n"), "{\"name\": \"a\", \"value\": \"1\"}]"),
    (("vars.yml", "mysql_max_connections: 1\n", "mysql_a#: 1\n"), ""),
    (("metrics.txt", "mysql_up 1\n", "mysql_global_variables_v#{a=\"b\",c=\"d\"} 1\n"), ""),
    (("metrics.txt", "mysql_up 1\n", "mysql_global_variables_v{instance=\"i#\"} 1\n"), ""),
    (
        (
            "answer.json",
            "{\"data\":{\"resultType\":\"vector\",\"result\":[",
            "{\"metric\":{\"__name__\":\"mysql_up\"},\"value\":[1,\"1\"]},",
        ),
        "{\"metric\":{}}]}}",
    ),
];

#[test]
fn servers_are_read_out_of_files_in_linear_time() {
    let mut ratios = Ratios::default();
    for (case, close) in SERVERS {
        let what = format!("{} {:?}", case.0, case.2);
        ratios.of(&what, 200, |count| text(case, count) + close, |text| server::files::read_text(case.0, text).is_ok());
    }
    ratios.hold();
}
