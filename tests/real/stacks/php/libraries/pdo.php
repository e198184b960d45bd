<?php
// PDO, opened as Laravel's connector does with what `config/database.php` says.

require_once __DIR__ . '/env.php';

return function (string $config): callable {
    ['connections' => $connections, 'default' => $default] = require $config;
    $said = $connections[$default];
    $dsn = "mysql:host={$said['host']};port={$said['port']};dbname={$said['database']}";
    $pdo = new PDO($dsn, $said['username'], $said['password'], $said['options'] ?? []);
    return fn (string $sql) => $pdo->query($sql)->closeCursor();
};
