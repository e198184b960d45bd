<?php
// Doctrine DBAL, with what Symfony hands it.

use Doctrine\DBAL\DriverManager;
use Symfony\Component\Yaml\Yaml;

require_once 'Doctrine/DBAL/autoload.php';
require_once 'Symfony/Component/Yaml/autoload.php';

return function (string $config): callable {
    $said = Yaml::parseFile($config)['doctrine']['dbal'];
    $filled = array_map(fn ($value) => preg_replace_callback('/^%env\((.*)\)%$/', fn ($found) => getenv($found[1]), $value), $said);
    $connection = DriverManager::getConnection($filled);
    return fn (string $sql) => str_starts_with($sql, 'SELECT')
        ? $connection->executeQuery($sql)->fetchAllAssociative()
        : $connection->executeStatement($sql);
};
