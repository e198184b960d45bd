<?php
// What Laravel's files call.

if (!function_exists('env')) {
    function env(string $name, mixed $else = null): mixed
    {
        return getenv($name) === false ? $else : getenv($name);
    }
}
