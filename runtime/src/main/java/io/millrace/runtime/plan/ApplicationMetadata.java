package io.millrace.runtime.plan;

import io.millrace.runtime.plan.NameRegistry.Space;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.runtime.state.StateChoice;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is kept of an application beside its journals: one {@code name=value} a line, described in
 * {@code docs/formats/data-directory.md}.
 *
 * @param application its number, in every frame
 * @param name its name
 * @param partitions how many partitions it has
 * @param generation which life of its journals
 * @param term the term of the last owner
 * @param codeVersion the number of the code that ran last
 * @param codeHash the hash of that code
 * @param names numbers of names
 * @param schemas what each code version wrote
 * @param lineage what its generations were, and what it can be rewound to
 * @param state where its state is kept on a cluster; elsewhere each start says that
 */
public record ApplicationMetadata(
    long application,
    String name,
    int partitions,
    int generation,
    int term,
    int codeVersion,
    String codeHash,
    NameRegistry names,
    SchemaHistory schemas,
    Lineage lineage,
    StateChoice state) {

  /** The document it is kept in. */
  public static final String DOCUMENT = "application";

  private static final int VERSION = 2;

  /** Has no lineage: it was never rewound, and cannot be. */
  private static final int VERSION_WITHOUT_LINEAGE = 1;

  private static final String SCHEMA = "schema.";
  private static final String STATE_LINE = "state";

  /** What the tables of states are called by, before function and state. */
  static final String STATE = "state/";

  /** A new application. */
  public static ApplicationMetadata create(long application, String name, int partitions) {
    return new ApplicationMetadata(
        application,
        name,
        partitions,
        0,
        0,
        0,
        "",
        new NameRegistry(),
        SchemaHistory.none(),
        Lineage.NONE,
        StateChoice.HEAP);
  }

  /**
   * This, owned by the next term and run by a plan whose code has this hash.
   *
   * @throws InvalidApplicationException if what older code wrote cannot be read by this code
   */
  public ApplicationMetadata started(String hash, ApplicationPlan plan) {
    boolean same = hash.equals(codeHash);
    int version = same ? codeVersion : codeVersion + 1;
    SchemaHistory history = same ? schemas : schemas.with(version, OlderCodecs.shapes(plan));
    ApplicationMetadata next =
        new ApplicationMetadata(
            application,
            name,
            partitions,
            generation,
            term + 1,
            version,
            hash,
            names,
            history,
            lineage,
            state);
    next.olderCodecs(plan);
    return next;
  }

  /**
   * The states that code declared once and this plan does not, as {@code FUNCTION/STATE}: what is
   * in them is kept.
   */
  public List<String> unusedStates(ApplicationPlan plan) {
    Set<Integer> used =
        plan.functions().stream()
            .flatMap(function -> function.states().stream())
            .map(StatePlan::table)
            .collect(Collectors.toSet());
    return names.names(Space.TABLE).entrySet().stream()
        .filter(table -> table.getKey().startsWith(STATE) && !used.contains(table.getValue()))
        .map(table -> table.getKey().substring(STATE.length()))
        .sorted()
        .toList();
  }

  /** This, with a later start's term: what that start wanted to change has not become true. */
  public ApplicationMetadata afterFailedStart(ApplicationMetadata started) {
    return new ApplicationMetadata(
        application,
        name,
        partitions,
        generation,
        started.term,
        codeVersion,
        codeHash,
        names,
        schemas,
        lineage,
        state);
  }

  /** This, in a generation that begins where the journals are cut. */
  public ApplicationMetadata rewound(Rewind rewind) {
    return with(rewind.generation(), lineage.with(rewind));
  }

  /** This, with another lineage of the same generation. */
  public ApplicationMetadata with(Lineage other) {
    return with(generation, other);
  }

  /** This, rewindable to epochs that are so young. */
  public ApplicationMetadata rewindable(long ms) {
    return with(lineage.rewindable(ms));
  }

  /** This, with its state kept there. */
  public ApplicationMetadata with(StateChoice other) {
    return new ApplicationMetadata(
        application,
        name,
        partitions,
        generation,
        term,
        codeVersion,
        codeHash,
        names,
        schemas,
        lineage,
        other);
  }

  /** This, in the generation of another state of the same application. */
  public ApplicationMetadata inGenerationOf(ApplicationMetadata present) {
    return with(present.generation, present.lineage);
  }

  private ApplicationMetadata with(int otherGeneration, Lineage other) {
    return new ApplicationMetadata(
        application,
        name,
        partitions,
        otherGeneration,
        term,
        codeVersion,
        codeHash,
        names,
        schemas,
        other,
        state);
  }

  /** Codecs for what older code versions wrote. */
  public OlderCodecs olderCodecs(ApplicationPlan plan) {
    return new OlderCodecs(plan, schemas, codeVersion);
  }

  /** As it is stored. */
  public byte[] encode() {
    StringBuilder text = new StringBuilder();
    line(text, "version", VERSION);
    line(text, "application", application);
    line(text, "name", name);
    line(text, "partitions", partitions);
    line(text, "generation", generation);
    line(text, "term", term);
    line(text, "code.version", codeVersion);
    line(text, "code.hash", codeHash);
    for (Space space : Space.values()) {
      names.names(space).entrySet().stream()
          .sorted(Comparator.comparingInt(Map.Entry::getValue))
          .forEach(
              entry ->
                  line(
                      text,
                      space.name().toLowerCase(Locale.ROOT) + "." + entry.getValue(),
                      entry.getKey()));
    }
    schemas
        .versions()
        .forEach(
            (version, shapes) ->
                shapes.forEach(
                    (element, shape) -> line(text, SCHEMA + version + "." + element, shape)));
    lineage.encode((name, value) -> line(text, name, value));
    if (!state.isHeap()) {
      line(text, STATE_LINE, state.encode());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append('=').append(value).append('\n');
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException if it is not of this version or lacks something
   */
  public static ApplicationMetadata decode(byte[] bytes) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      int at = line.indexOf('=');
      if (at > 0) {
        lines.put(line.substring(0, at), line.substring(at + 1));
      }
    }
    String version = String.valueOf(lines.get("version"));
    if (!version.equals(String.valueOf(VERSION))
        && !version.equals(String.valueOf(VERSION_WITHOUT_LINEAGE))) {
      throw new IllegalStateException(
          "metadata of another version: version="
              + version
              + "; this release reads up to "
              + VERSION);
    }
    NameRegistry names = new NameRegistry();
    for (Space space : Space.values()) {
      String prefix = space.name().toLowerCase(Locale.ROOT) + ".";
      for (int number = 0; lines.containsKey(prefix + number); number++) {
        names.restore(space, lines.get(prefix + number), number);
      }
    }
    return new ApplicationMetadata(
        Long.parseLong(required(lines, "application")),
        required(lines, "name"),
        Integer.parseInt(required(lines, "partitions")),
        Integer.parseInt(required(lines, "generation")),
        Integer.parseInt(required(lines, "term")),
        Integer.parseInt(required(lines, "code.version")),
        required(lines, "code.hash"),
        names,
        schemas(lines),
        Lineage.decode(lines),
        lines.containsKey(STATE_LINE)
            ? StateChoice.decode(lines.get(STATE_LINE))
            : StateChoice.HEAP);
  }

  private static SchemaHistory schemas(Map<String, String> lines) {
    Map<Integer, Map<String, String>> versions = new TreeMap<>();
    lines.forEach(
        (name, shape) -> {
          if (name.startsWith(SCHEMA)) {
            int end = name.indexOf('.', SCHEMA.length());
            int version = Integer.parseInt(name.substring(SCHEMA.length(), end));
            versions
                .computeIfAbsent(version, of -> new TreeMap<>())
                .put(name.substring(end + 1), shape);
          }
        });
    return new SchemaHistory(versions);
  }

  private static String required(Map<String, String> lines, String name) {
    String value = lines.get(name);
    if (value == null) {
      throw new IllegalStateException("metadata incomplete: missing=" + name);
    }
    return value;
  }
}
