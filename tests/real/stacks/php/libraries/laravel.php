<?php
// Laravel's database outside of its framework.

use Illuminate\Database\Capsule\Manager;

// Before Laravel's own, which needs one library more.
require_once __DIR__ . '/env.php';
require_once 'Illuminate/Database/autoload.php';

return function (string $config): callable {
    ['connections' => $connections, 'default' => $default] = require $config;
    $manager = new Manager();
    $manager->addConnection($connections[$default]);
    $connection = $manager->getConnection();
    return fn (string $sql) => str_starts_with($sql, 'SELECT') ? $connection->select($sql) : $connection->insert($sql);
};
