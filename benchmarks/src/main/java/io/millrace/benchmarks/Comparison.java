package io.millrace.benchmarks;

import io.millrace.cli.text.Console;
import io.millrace.cli.text.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Runs of ours, and of a peer if there is one, as a table or as JSON. */
final class Comparison {
  static final String OURS = "millrace";

  private final List<Measure> measures;
  private final String peer;
  private final List<double[]> ours = new ArrayList<>();
  private final List<double[]> peers = new ArrayList<>();

  /**
   * Without runs yet.
   *
   * @param measures what each run is told by, in this order
   * @param peer the other system's name; null for none
   */
  Comparison(List<Measure> measures, Peer peer) {
    this.measures = List.copyOf(measures);
    this.peer = peer == null ? null : peer.toString();
  }

  void addOurs(double... run) {
    ours.add(run);
  }

  void addPeers(double... run) {
    peers.add(run);
  }

  /**
   * A row per run, in the order in which they ran, the medians, and ours divided by the peer's: of
   * the medians, and the least and the greatest that any run of ours and any of the peer's make.
   */
  String format(Console console) {
    Table table =
        new Table(
            concat(List.of("run", "system"), each(measure -> "#" + measure.column()))
                .toArray(new String[0]));
    for (int run = 0; run < ours.size(); run++) {
      row(table, Integer.toString(run + 1), OURS, ours.get(run));
      if (peer != null) {
        row(table, Integer.toString(run + 1), peer, peers.get(run));
      }
    }
    row(table, "median", OURS, medians(ours));
    if (peer == null) {
      return table.format(console);
    }
    row(table, "median", peer, medians(peers));
    String quotient = OURS + "/" + peer;
    table.row(concat(List.of("of medians", quotient), ratios(Ratio::ofMedians)).toArray());
    table.row(concat(List.of("least", quotient), ratios(Ratio::least)).toArray());
    table.row(concat(List.of("greatest", quotient), ratios(Ratio::greatest)).toArray());
    return table.format(console);
  }

  private void row(Table table, String run, String system, double[] values) {
    List<Object> cells = new ArrayList<>(List.of(run, system));
    for (int i = 0; i < values.length; i++) {
      cells.add(measures.get(i).format(values[i]));
    }
    table.row(cells.toArray());
  }

  private List<Object> ratios(ToDoubleFunction<Ratio> which) {
    List<Object> cells = new ArrayList<>();
    for (int i = 0; i < measures.size(); i++) {
      cells.add(
          measures.get(i).compared()
              ? String.format(Locale.ROOT, "%.3g", which.applyAsDouble(ratio(i)))
              : "");
    }
    return cells;
  }

  /** For {@code -o json}: runs in order, medians by system, ratios by measure. */
  Map<String, Object> toJson() {
    List<Object> runs = new ArrayList<>();
    for (int run = 0; run < ours.size(); run++) {
      runs.add(run(run + 1, OURS, ours.get(run)));
      if (peer != null) {
        runs.add(run(run + 1, peer, peers.get(run)));
      }
    }
    Map<String, Object> medians = new LinkedHashMap<>();
    medians.put(OURS, named(medians(ours)));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runs", runs);
    json.put("medians", medians);
    if (peer != null) {
      medians.put(peer, named(medians(peers)));
      Map<String, Object> ratios = new LinkedHashMap<>();
      for (int i = 0; i < measures.size(); i++) {
        if (measures.get(i).compared()) {
          ratios.put(measures.get(i).field(), ratio(i).toJson());
        }
      }
      json.put("ratios", ratios);
    }
    return json;
  }

  private Map<String, Object> run(int number, String system, double[] values) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("run", number);
    run.put("system", system);
    run.putAll(named(values));
    return run;
  }

  private Map<String, Object> named(double[] values) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(measures.get(i).field(), values[i]);
    }
    return named;
  }

  private double[] medians(List<double[]> runs) {
    double[] medians = new double[measures.size()];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = spread(runs, i).median();
    }
    return medians;
  }

  private Ratio ratio(int measure) {
    Spread mine = spread(ours, measure);
    Spread theirs = spread(peers, measure);
    return new Ratio(
        mine.median() / theirs.median(),
        mine.least() / theirs.greatest(),
        mine.greatest() / theirs.least());
  }

  /** What our runs gave for the measure of this index. */
  Spread ours(int measure) {
    return spread(ours, measure);
  }

  private static Spread spread(List<double[]> runs, int measure) {
    return Spread.of(runs.stream().mapToDouble(run -> run[measure]).toArray());
  }

  private List<Object> each(Function<Measure, Object> what) {
    return measures.stream().map(what).toList();
  }

  private static List<Object> concat(List<?> first, List<?> then) {
    List<Object> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  /** Ours divided by the peer's. */
  private record Ratio(double ofMedians, double least, double greatest) {
    Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("ofMedians", ofMedians);
      json.put("least", least);
      json.put("greatest", greatest);
      return json;
    }
  }
}
