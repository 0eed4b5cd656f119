package dev.kasava.keys.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a command prints and asks.
 *
 * @param in what programs hand over
 * @param out for what was asked for
 * @param err for everything else
 * @param isInteractive whether a person is there to see and to answer
 * @param ask prompts for a line; empty when there is none
 * @param askHidden prompts for a line that is not shown while it is typed; empty when there is none
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean isInteractive,
    Function<String, Optional<String>> ask,
    Function<String, Optional<String>> askHidden) {}
