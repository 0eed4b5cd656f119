package dev.kasava.keys.app;

import dev.kasava.keys.access.PepperGuard;
import dev.kasava.keys.access.PepperText;
import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.PepperKeeper;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.store.PepperCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The peppers of one data folder. */
final class LocalPeppers implements PepperKeeper {
  /** Servers look every two seconds; one that is busy may be late. */
  private static final Duration READ = Duration.ofSeconds(10);

  private final Installation installation;
  private final Map<String, String> environment;

  LocalPeppers(Installation installation, Map<String, String> environment) {
    this.installation = installation;
    this.environment = environment;
  }

  @Override
  public List<Version> versions() {
    Set<Integer> used =
        installation.keys().<List<PepperCheck>>read(reader -> reader.pepperChecks()).stream()
            .map(PepperCheck::version)
            .collect(Collectors.toSet());
    return all().stream().map(pepper -> version(pepper.version(), used)).toList();
  }

  private Instant now() {
    return installation.clock().instant();
  }

  private List<Pepper> all() {
    return installation.peppers().all();
  }

  private int current() {
    return installation.peppers().current().version();
  }

  private Version version(int number, Set<Integer> used) {
    return new Version(
        number,
        state(number, used),
        installation.keys().<Long>read(reader -> reader.secretsUnder(number, now())),
        installation.signingKeys().sealedUnder(number));
  }

  private State state(int number, Set<Integer> used) {
    if (number == current()) {
      return State.CURRENT;
    }
    if (used.contains(number)) {
      return State.RETIRED;
    }
    return number > current() ? State.WAITING : State.UNUSED;
  }

  @Override
  public Path file() {
    return PepperPlaces.file(installation.folder(), environment)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "The pepper stands in KASAVA_PEPPER, where nothing can be added while servers"
                        + " run. Put it into a file, name that with KASAVA_PEPPER_FILE, and start"
                        + " the servers anew first."));
  }

  @Override
  public int prepare() {
    Path file = file();
    int newest = all().stream().mapToInt(Pepper::version).max().orElseThrow();
    if (newest > current()) {
      return newest;
    }
    try {
      String line = PepperText.another(Files.readString(file), newest + 1, new SecureRandom());
      // Appended, so that whoever may read the file still may, and what is in it is never away.
      Files.write(
          file,
          line.getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "The pepper file " + file + " cannot be written. Run this as the user who owns it.");
    }
    readAnew();
    return newest + 1;
  }

  @Override
  public Duration untilRead() {
    try {
      Instant written = Files.getLastModifiedTime(file()).toInstant();
      return READ.minus(Duration.between(written, installation.clock().instant()));
    } catch (IOException e) {
      return READ;
    }
  }

  @Override
  public void activate(int version) {
    Pepper pepper =
        all().stream()
            .filter(one -> one.version() == version)
            .findFirst()
            .orElseThrow(LocalPeppers::noSuch);
    PepperGuard.activate(installation.keys(), pepper, installation.clock());
    readAnew();
  }

  private void readAnew() {
    PepperGuard.follow(
        installation.keys(),
        installation.peppers(),
        PepperPlaces.peppers(installation.folder(), environment, false).all());
  }

  @Override
  public void remove(int number) {
    Version version =
        versions().stream()
            .filter(one -> one.number() == number)
            .findFirst()
            .orElseThrow(LocalPeppers::noSuch);
    if (version.state() != State.RETIRED) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Only a retired pepper can be removed; \"kasava pepper status\" shows which are.");
    }
    if (version.signingKeys() > 0) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Keys for access tokens are still sealed under it. They are replaced within two months.");
    }
    long needed = installation.keys().<Long>write(writer -> writer.removePepper(number, now()));
    if (needed > 0) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          needed
              + " live secrets still need it. They move at their next use; regenerate or delete the"
              + " keys that nobody uses.");
    }
  }

  private static CommandFailure noSuch() {
    return new CommandFailure(
        ExitCode.REFUSED, "There is no such pepper; \"kasava pepper status\" shows which are.");
  }

  @Override
  public void close() {
    installation.close();
  }
}
