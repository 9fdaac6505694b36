package io.millrace.cli.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailedException;
import io.millrace.cli.WrongUsageException;
import io.millrace.connector.files.JsonValues;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the HTTP API of a running application. What it refuses is thrown as {@link
 * CommandFailedException} with its own words.
 */
public final class ApiClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(90);
  private static final int ELSEWHERE = 307;
  private static final int MOST_REDIRECTS = 5;

  private final URI url;
  private final String advice;
  private final String token;
  private final Duration patience;
  private final HttpClient http;

  /** A client of the application at {@code url}. */
  public ApiClient(String url) {
    this(
        url,
        "no application there: url="
            + url
            + "; start one with 'millrace run', or name another with --url or MILLRACE_URL",
        null);
  }

  /**
   * A client of whatever is at {@code url}.
   *
   * @param advice what is said when nobody is there
   * @param token what is shown to it and to where it sends on; null if it asks for none
   */
  public ApiClient(String url, String advice, String token) {
    this(url, advice, token, ANSWER, newHttp());
  }

  private ApiClient(String url, String advice, String token, Duration patience, HttpClient http) {
    this.advice = advice;
    this.token = token;
    this.patience = patience;
    this.http = http;
    String text = url.contains("://") ? url : "http://" + url;
    try {
      this.url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException("address not understood: url=" + url, e);
    }
    if (this.url.getHost() == null) {
      throw new WrongUsageException(
          "address not understood: url=" + url + "; write http://HOST:PORT");
    }
  }

  private static HttpClient newHttp() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  /** A client of another process of the same cluster. */
  public ApiClient at(String url, String advice) {
    return new ApiClient(url, advice, token, patience, http);
  }

  /** The same with another limit to how long it waits for an answer to begin. */
  ApiClient withPatience(Duration patience) {
    return new ApiClient(url.toString(), advice, token, patience, http);
  }

  /** A part of a path, or the value of a parameter. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What a path answers. */
  public JsonNode get(String path) {
    return json(request(path).GET().build());
  }

  /** Posts nothing to a path. */
  public JsonNode post(String path) {
    return json(request(path).POST(BodyPublishers.noBody()).build());
  }

  /** Deletes what is at a path. */
  public JsonNode delete(String path) {
    return json(request(path).DELETE().build());
  }

  /** Posts JSON to a path, with more headers. */
  public JsonNode post(String path, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
    request.header("Content-Type", "application/json");
    headers.forEach(request::header);
    return json(request.build());
  }

  /** Posts a file to a path. */
  public JsonNode post(String path, Path file) {
    try {
      return json(request(path).POST(BodyPublishers.ofFile(file)).build());
    } catch (FileNotFoundException e) {
      throw new WrongUsageException("file not found: file=" + file + "; correct the path", e);
    }
  }

  /** Opens a stream of lines; once it has begun it has no time limit. Close it to end it. */
  public InputStream stream(String path) {
    HttpRequest request = request(path).GET().build();
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    if (response.body() == null) {
      throw refused(response, null);
    }
    if (response.statusCode() == 200) {
      return response.body();
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      throw refused(response, reader.readLine());
    } catch (IOException e) {
      throw new CommandFailedException("answer broke off: url=" + url + ", error=" + e, e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(patience);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode json(HttpRequest request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw refused(response, response.body());
    }
    return parsed(response.body());
  }

  private JsonNode parsed(String body) {
    try {
      return JsonValues.mapper().readTree(body);
    } catch (JacksonException e) {
      throw new CommandFailedException(
          "no application answers there: url=" + url + "; the answer is no JSON", e);
    }
  }

  private CommandFailedException refused(HttpResponse<?> response, String body) {
    int status = response.statusCode();
    if (status == ELSEWHERE) {
      return new NotNowException("sent on from worker to worker: url=" + response.uri());
    }
    JsonNode error = parsed(body == null ? "" : body).path("error");
    String message =
        error.isMissingNode() ? "refused: url=" + url + ", status=" + status : error.asText();
    if (response.headers().firstValue("Retry-After").isPresent()) {
      return new NotNowException(message);
    }
    return switch (status) {
      case 404 -> new NotFoundException(message);
      case 503 -> new AnswerLostException(message, null);
      default -> new CommandFailedException(message);
    };
  }

  /** Nobody wants what a process says that sends us on. */
  private static <T> HttpResponse.BodyHandler<T> unlessElsewhere(
      HttpResponse.BodyHandler<T> handler) {
    return head ->
        head.statusCode() == ELSEWHERE ? BodySubscribers.replacing(null) : handler.apply(head);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      HttpResponse<T> response = http.send(request, unlessElsewhere(handler));
      for (int i = 0; i < MOST_REDIRECTS && response.statusCode() == ELSEWHERE; i++) {
        Optional<String> location = response.headers().firstValue("Location");
        if (location.isEmpty()) {
          break;
        }
        // not left to the JDK's client, which may keep the token from other hosts
        HttpRequest next =
            HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(response.uri().resolve(location.get()))
                .build();
        response = http.send(next, unlessElsewhere(handler));
      }
      return response;
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new NobodyThereException(advice, e);
    } catch (HttpTimeoutException e) {
      throw new AnswerLostException("no answer in time: url=" + url + "; is it stuck?", e);
    } catch (IOException e) {
      throw new AnswerLostException("connection lost: url=" + url + ", error=" + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted: url=" + url, e);
    }
  }
}
