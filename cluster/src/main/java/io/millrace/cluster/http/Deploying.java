package io.millrace.cluster.http;

import io.javalin.http.Context;
import io.millrace.cluster.code.PreparedCode;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.directory.ArtefactStore;
import io.millrace.http.JsonAnswers;
import io.millrace.http.RefusedException;
import io.millrace.runtime.Clock;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.state.StateChoice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes jars: keeps them, tries them, and hands what is fit to the coordinator. */
final class Deploying {
  private static final String KEPT = "kept";
  private static final int USUAL_PARTITIONS = 16;
  private static final int MOST_PARTITIONS = 1024;

  private final ClusterControl control;
  private final ArtefactStore artefacts;
  private final Clock clock;

  Deploying(ClusterControl control, ArtefactStore artefacts, Clock clock) {
    this.control = control;
    this.artefacts = artefacts;
    this.clock = clock;
  }

  /** POST /apps, the body is the jar. */
  void deploy(Context context) {
    Integer asked = Parameters.number(context, "partitions", 1, MOST_PARTITIONS);
    Integer workers = Parameters.number(context, "workers", 1, 10_000);
    Durability durability = durability(context.queryParam("durability"));
    long rewindableMs = Rewinding.rewindable(context).toMillis();
    Optional<StateChoice> state = state(context);
    Path jar = keep(context);
    PreparedCode code =
        PreparedCode.of(
            jar,
            context.queryParam("app"),
            context.queryParam("name"),
            Parameters.settings(context),
            name -> {
              ApplicationMetadata metadata =
                  control
                      .kept(name)
                      .map(kept -> same(kept, asked))
                      .orElseGet(() -> made(name, asked))
                      .rewindable(rewindableMs);
              return state.map(metadata::with).orElse(metadata);
            });
    control.deploy(code, workers, durability);
    answer(context, code);
  }

  private ApplicationMetadata made(String name, Integer partitions) {
    return ApplicationMetadata.create(
        number(name), name, partitions == null ? USUAL_PARTITIONS : partitions);
  }

  private static ApplicationMetadata same(ApplicationMetadata kept, Integer partitions) {
    if (partitions != null && partitions != kept.partitions()) {
      throw RefusedException.conflict(
          "number of partitions is fixed once there is data: app="
              + kept.name()
              + ", partitions="
              + kept.partitions()
              + ", asked="
              + partitions
              + "; leave --partitions out, or stop the application without its state first");
    }
    return kept;
  }

  /** POST /apps/{name}/update, the body is the jar; with {@code version}, one that it has run. */
  void update(Context context) {
    String name = context.pathParam("name");
    ClusterControl.Known known = control.known(name);
    Integer version = Parameters.number(context, "version", 1, Integer.MAX_VALUE);
    DeployedCode former = version == null ? null : control.code(name, version);
    Map<String, String> settings =
        new LinkedHashMap<>(former == null ? known.settings() : former.settings());
    context.queryParams("unset").forEach(settings::remove);
    settings.putAll(Parameters.settings(context));
    String app = context.queryParam("app");
    if (app == null) {
      app = former == null ? known.app() : former.application();
    }
    Path jar = former == null ? keep(context) : artefacts.fetch(former.hash());
    PreparedCode code = PreparedCode.of(jar, app, name, settings, n -> known.metadata());
    control.update(code);
    answer(context, code);
  }

  private Path keep(Context context) {
    Path jar = artefacts.put(context.bodyInputStream());
    context.attribute(KEPT, jar.toString());
    return jar;
  }

  /** A message about a jar, with the name that the jar has for its sender. */
  static String asSent(Context context, String message) {
    String kept = context.attribute(KEPT);
    String sent = context.queryParam("jar");
    return kept == null || sent == null ? message : message.replace(kept, sent);
  }

  private static Durability durability(String asked) {
    return asked == null
        ? Durability.LOCAL
        : Durability.of(asked)
            .orElseThrow(
                () ->
                    RefusedException.malformed(
                        "durability not understood: durability="
                            + asked
                            + "; one of "
                            + Durability.names()));
  }

  /** Nothing if it is to be as it was: it may be too large for another place. */
  private static Optional<StateChoice> state(Context context) {
    String backend = context.queryParam("state");
    Long memoryBytes = Parameters.bytes(context, "stateMemory");
    try {
      return backend == null && memoryBytes == null
          ? Optional.empty()
          : Optional.of(StateChoice.of(backend, memoryBytes));
    } catch (IllegalArgumentException e) {
      throw RefusedException.malformed(e.getMessage());
    }
  }

  /** Of no meaning, but never again the same. */
  private long number(String name) {
    return name.hashCode() * 0x9E3779B97F4A7C15L ^ clock.nowMs();
  }

  private static void answer(Context context, PreparedCode code) {
    JsonAnswers.answer(
        context,
        Map.of(
            "application",
            code.name(),
            "version",
            code.code().version(),
            "hash",
            code.code().hash()));
  }
}
