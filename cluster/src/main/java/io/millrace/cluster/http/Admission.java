package io.millrace.cluster.http;

import io.javalin.http.Context;
import io.millrace.cluster.directory.ApiRole;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.http.JsonAnswers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets those use a cluster's HTTP API who show one of its tokens: {@code Authorization: Bearer
 * TOKEN}. Without one there is only {@code /health}. Used by any thread.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final String OPEN = "/health";
  private static final String SCHEME = "Bearer ";

  private final ApiTokens tokens;
  private final AtomicLong refused = new AtomicLong();

  Admission(ApiTokens tokens) {
    this.tokens = tokens;
  }

  /** To be called before a request is handled; answers it if it is refused. */
  void admit(Context context) {
    if (context.path().equals(OPEN)) {
      return;
    }
    String header = context.header("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      refuse(
          context,
          401,
          "token missing: send 'Authorization: Bearer TOKEN'; 'millrace cluster token' prints one,"
              + " verbs take it from the cluster's directory or from MILLRACE_TOKEN");
      return;
    }
    Optional<ApiRole> role = tokens.roleOf(header.substring(SCHEME.length()).strip());
    String method = context.method().name();
    if (role.isEmpty()) {
      refuse(
          context,
          401,
          "token is none of this cluster's: 'millrace cluster token' prints those of now; others"
              + " come with another secret");
    } else if (!role.get().may(method)) {
      refuse(
          context,
          403,
          "token of a viewer: may not "
              + method
              + "; 'millrace cluster token --role admin' prints one that may");
    }
  }

  private void refuse(Context context, int status, String message) {
    if (refused.getAndIncrement() == 0) {
      LOG.warn(
          "HTTP request refused: from={}, method={}, path={}, reason={}; said once, counted as"
              + " millrace_http_refused",
          context.ip(),
          context.method(),
          context.path(),
          message);
    }
    if (status == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"millrace\"");
    }
    JsonAnswers.error(context, status, message);
    context.skipRemainingHandlers();
  }

  /** How many requests were refused. */
  long refused() {
    return refused.get();
  }
}
