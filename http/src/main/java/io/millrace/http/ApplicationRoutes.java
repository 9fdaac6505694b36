package io.millrace.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.millrace.connector.files.JsonValues;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every application answers, below a prefix. {@link #close} waits for those that publish and
 * ends tails; the applications must still be running then.
 */
public final class ApplicationRoutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationRoutes.class);

  private final Function<Context, ServedApplication> applications;
  private final Publishing publishing;
  private final Reading reading;
  private final Acting acting;
  private final Tailing tailing;

  /**
   * Routes.
   *
   * @param applications which one a request is about; throws {@link RefusedException} if there is
   *     none, or it does not run
   */
  public ApplicationRoutes(Function<Context, ServedApplication> applications) {
    this.applications = applications;
    this.publishing = new Publishing(applications);
    this.reading = new Reading(applications);
    this.acting = new Acting(applications);
    this.tailing = new Tailing(applications);
  }

  /** Adds them to a server. */
  public void add(JavalinConfig config, String prefix) {
    var routes = config.routes;
    routes.get(prefix + "/status", to -> json(to, applications.apply(to).status()));
    routes.get(prefix + "/partitions", to -> json(to, applications.apply(to).partitions()));
    routes.get(prefix + "/topics", to -> json(to, Topology.topics(applications.apply(to).plan())));
    routes.get(prefix + "/topology", to -> json(to, Topology.of(applications.apply(to).plan())));
    routes.get(prefix + "/state/{function}/{state}", reading::state);
    routes.get(prefix + "/topics/{topic}/records", reading::records);
    routes.get(prefix + "/topics/{topic}/tail", tailing::tail);
    routes.post(prefix + "/topics/{topic}", publishing::publish);
    routes.post(prefix + "/snapshot", acting::snapshot);
    routes.post(prefix + "/functions/{function}/release", acting::release);
    routes.exception(ElsewhereException.class, ApplicationRoutes::redirect);
    routes.exception(RefusedException.class, (e, to) -> JsonAnswers.refuse(to, e));
    routes.exception(
        IllegalArgumentException.class, (e, to) -> JsonAnswers.error(to, 400, e.getMessage()));
    routes.exception(Exception.class, ApplicationRoutes::unexpected);
  }

  /** What there is, for people. */
  public static List<String> paths(String prefix) {
    return Stream.of(
            "GET %s/status",
            "GET %s/partitions",
            "GET %s/topics",
            "GET %s/topology",
            "GET %s/state/{function}/{state}?key=",
            "GET %s/topics/{topic}/records?partition=&from=&limit=",
            "GET %s/topics/{topic}/tail?from=&at=",
            "POST %s/topics/{topic}",
            "POST %s/snapshot",
            "POST %s/functions/{function}/release?key=")
        .map(path -> path.formatted(prefix))
        .toList();
  }

  /** To the worker that has it; nothing was done here, nor read of the body. */
  private static void redirect(ElsewhereException elsewhere, Context context) {
    if (elsewhere.api() == null) {
      JsonAnswers.refuse(context, RefusedException.later(elsewhere.getMessage()));
      return;
    }
    String query = context.attribute(Reading.OTHER_QUERY);
    JsonAnswers.redirect(
        context,
        elsewhere.api(),
        query == null ? context.queryString() : query,
        elsewhere.getMessage());
  }

  private static void unexpected(Exception problem, Context context) {
    boolean ours = problem instanceof IllegalStateException && problem.getMessage() != null;
    if (!ours) {
      LOG.error("request failed: {} {}", context.method(), context.path(), problem);
    }
    JsonAnswers.error(context, ours ? 503 : 500, ours ? problem.getMessage() : problem.toString());
  }

  /** Answers with a value as JSON. */
  public static void json(Context context, Object value) {
    JsonAnswers.text(context, JsonValues.toJson(value));
  }

  /** Records that clients published since the start, without those that were there already. */
  public long published() {
    return publishing.accepted();
  }

  @Override
  public void close() {
    publishing.awaitNone();
    tailing.close();
  }
}
