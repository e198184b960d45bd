<?php
return function (string $config): callable {
    $connection = require $config;
    return function (string $sql) use ($connection): void {
        $result = $connection->query($sql);
        if ($result instanceof mysqli_result) {
            $result->free();
        }
    };
};
