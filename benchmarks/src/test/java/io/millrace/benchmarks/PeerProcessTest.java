package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitStart;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PeerProcessTest {
  @Test
  void shouldGiveThePeerOurHeapAndCollectorButNotWhatIsForOurClasses() {
    assertThat(
            PeerProcess.memoryFlags(
                List.of(
                    "-XX:+UseParallelGC",
                    "-XX:+UseTransparentHugePages",
                    "-Xms4g",
                    "-Xmx4g",
                    "-XX:SharedArchiveFile=work.jsa",
                    "-Xlog:cds=off",
                    "-Dmillrace.out.terminal=true",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "-XX:+AlwaysPreTouch")))
        .containsExactly(
            "-XX:+UseParallelGC",
            "-XX:+UseTransparentHugePages",
            "-Xms4g",
            "-Xmx4g",
            "-XX:+AlwaysPreTouch");
  }

  @Test
  void shouldReadAnAnswerWhoseValuesContainTheSignBetweenNameAndValue() {
    assertThat(PeerProcess.parse("result snapshots=11 latency-ns=HISTF=="))
        .containsEntry("snapshots", "11")
        .containsEntry("latency-ns", "HISTF==");
  }

  @Test
  void shouldTakeAPeerByNameAndNoOther() {
    CommandLine flink = BenchMain.commandLine("throughput");
    flink.parseArgs("throughput", "--peer", "flink", "-o", "json");
    StringWriter complaint = new StringWriter();
    CommandLine other = BenchMain.commandLine("latency").setErr(new PrintWriter(complaint));

    assertThat(flink.getParseResult().subcommand().matchedOption("--peer").<Peer>getValue())
        .isEqualTo(Peer.FLINK);
    assertThat(other.execute("latency", "--peer", "other")).isEqualTo(2);
    assertThat(complaint.toString()).contains("--peer", "other", "flink");
  }

  @Test
  void shouldSayHowToBuildAPeerThatIsNotThere() {
    StringWriter complaint = new StringWriter();
    CommandLine bench = BenchMain.commandLine("latency").setErr(new PrintWriter(complaint));

    assertThat(bench.execute("latency", "--peer", "flink", "--runs", "1")).isEqualTo(1);
    assertThat(complaint.toString()).contains("peer not built: peer=flink", "bin/millrace bench");
  }

  /** The peer's module says the same of its own source: both draw the same keys. */
  @Test
  void shouldDrawTheKeysThatThePeerDraws() throws Exception {
    List<Long> keys = new ArrayList<>();
    SourceOutput<Sale> output =
        new SourceOutput<>() {
          @Override
          public void record(Sale sale, long nextPosition) {
            keys.add(sale.key());
          }

          @Override
          public void malformed(long next, String where, String text, String problem) {
            throw new AssertionError(problem);
          }
        };

    new SaleSource(1, 1_000_000, 5, 0).open(new SplitStart<>(Sale.SALES, "0", 0)).read(output, 5);

    assertThat(keys).containsExactly(0L, 55_919L, 355_700L, 545_679L, 990_828L);
  }
}
