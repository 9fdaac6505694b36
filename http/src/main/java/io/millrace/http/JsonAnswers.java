package io.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What all our HTTP APIs have in common: plain JSON, and errors that say what is wrong. */
public final class JsonAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPLAINED = "explained";

  private JsonAnswers() {}

  /** Begins the configuration of an API that has these paths. */
  public static void configure(JavalinConfig config, List<String> paths) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.defaultContentType = "application/json";
    config.routes.get("/", context -> answer(context, Map.of("paths", paths)));
    config.routes.error(404, JsonAnswers::notFound);
  }

  private static void notFound(Context context) {
    if (context.attribute(EXPLAINED) == null) {
      error(
          context,
          404,
          "no such path: " + context.method() + " " + context.path() + "; GET / lists the paths");
    }
  }

  /** Answers with what is wrong; tells the client if it may simply ask again. */
  public static void refuse(Context context, RefusedException refusal) {
    if (refusal.isLater()) {
      context.header("Retry-After", "1");
    }
    error(context, refusal.status(), refusal.getMessage());
  }

  /**
   * Sends a request elsewhere as it is, with its method, its path and its body.
   *
   * @param api {@code http://host:port}
   * @param query what stands behind the question mark there, or null for nothing
   */
  public static void redirect(Context context, String api, String query, String why) {
    String path = context.req().getRequestURI();
    context.header("Location", api + path + (query == null ? "" : "?" + query));
    error(context, 307, why);
  }

  /** A part of a path, or the value of a parameter. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Answers with what is wrong. */
  public static void error(Context context, int status, String message) {
    context.attribute(EXPLAINED, true);
    context.status(status);
    answer(context, Map.of("error", String.valueOf(message)));
  }

  /** Answers with a record, or a map, of plain values. */
  public static void answer(Context context, Object value) {
    try {
      text(context, JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // records of texts and numbers
    }
  }

  /** Answers with JSON. */
  public static void text(Context context, String json) {
    context.contentType("application/json").result(json);
  }
}
