package dev.kasava.keys.leak.guard;

import java.util.List;

/**
 * Programs of which each reads what the one before prints.
 *
 * @param commands never empty
 */
record Pipeline(List<ShellCommand> commands) {}
