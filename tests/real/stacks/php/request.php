<?php
// One request: opens a connection as the stack's library does, runs a statement, says what became of it, and ends when its body does.

function described(Throwable $error): array
{
    $code = null;
    for ($inner = $error; $inner && !$code; $inner = $inner->getPrevious()) {
        $code = $inner->errorInfo[1] ?? (is_int($inner->getCode()) ? $inner->getCode() : null) ?: null;
    }
    return ['class' => get_class($error), 'code' => $code, 'text' => $error->getMessage()];
}

try {
    $open = require __DIR__ . "/libraries/{$_SERVER['OPENS']}.php";
    $run = $open($_SERVER['CONFIG']);
    $run($_SERVER['SQL']);
    $answer = ['ok' => true];
} catch (Throwable $error) {
    $answer = described($error);
}
echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE), "\n";
flush();
file_get_contents('php://input');
