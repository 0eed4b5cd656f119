package dev.kasava.keys.token;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets small documents from an issuer: follows no redirect, and gives up early on what is slow or
 * large. Thread-safe.
 */
final class Fetch {
  /** How long one document may take, from connecting to its last byte. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** The most bytes in one document. */
  static final int MOST_BYTES = 256 * 1024;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @throws IssuerException when it cannot be had
   */
  String get(URI uri) {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(PATIENCE).build();
    // The request's own time limit ends with the headers; this one ends with the body.
    CompletableFuture<HttpResponse<String>> coming =
        client.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
    try {
      HttpResponse<String> response = coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() == 200) {
        return response.body();
      }
      throw new IssuerException(uri + " answered " + response.statusCode() + ".");
    } catch (TimeoutException e) {
      throw new IssuerException(uri + " did not answer in time.");
    } catch (ExecutionException e) {
      throw new IssuerException(uri + " cannot be read.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IssuerException(uri + " was not waited for.");
    } finally {
      coming.cancel(true);
    }
  }
}
