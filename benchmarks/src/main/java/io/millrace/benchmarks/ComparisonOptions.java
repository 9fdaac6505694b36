package io.millrace.benchmarks;

import io.millrace.cli.text.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the benchmarks that can run a peer beside ours. */
final class ComparisonOptions {
  @Option(
      names = "--peer",
      description =
          "Do the same work on a peer, too, in turn with ours, in a JVM of its own: flink. It gets"
              + " our heap and collector, as many threads as slots, and its checkpoints as often as"
              + " our snapshots.")
  private Peer peer;

  @Mixin private OutputOptions output;

  Peer peer() {
    return peer;
  }

  PrintStream progress() {
    return output.progress();
  }

  /**
   * Starts the peer.
   *
   * @param rate records per second, 0 as fast as possible
   * @param data where its checkpoints go
   * @return null if none is asked for
   */
  PeerProcess start(BenchOptions options, long rate, Path data) throws IOException {
    if (peer == null) {
      return null;
    }
    return new PeerProcess(
        peer,
        List.of(
            "--parallelism=" + options.settings().slots(),
            "--keys=" + options.keys(),
            "--rate=" + rate,
            "--checkpoint-seconds=" + options.checkpointSeconds(),
            "--data=" + data,
            "--warm-up=" + options.warmUp().toSeconds(),
            "--seconds=" + options.measured().toSeconds()));
  }

  /** Prints what came out. */
  void report(String benchmark, String settings, Comparison comparison) {
    output.report(benchmark, settings, comparison.toJson());
    if (peer != null && !output.isJson()) {
      System.out.println(comparison.format(Console.ofProcess()));
    }
  }
}
