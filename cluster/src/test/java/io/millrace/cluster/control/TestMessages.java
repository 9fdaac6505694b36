package io.millrace.cluster.control;

import io.millrace.cluster.control.CopyReport.ApplicationCopies;
import io.millrace.cluster.control.CopyReport.MirroredPlace;
import io.millrace.cluster.control.CopyReport.MissingCopy;
import io.millrace.cluster.control.Members.Member;
import io.millrace.cluster.control.MirroredEpochs.ApplicationEpoch;
import io.millrace.cluster.control.Pulse.ApplicationPulse;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.runtime.replication.Divergence;
import io.millrace.runtime.rewind.RewindPoint;
import java.util.List;
import java.util.Map;

/** One control message of each kind, with every value set, and each with nothing in it. */
final class TestMessages {

  private TestMessages() {}

  static List<ControlMessage> all() {
    return List.of(
        new ApplicationTable(
            3,
            77,
            "coupons",
            12,
            new DeployedCode(2, "abc123", "/jars/abc123.jar", "CouponApp", Map.of("in", "a.json")),
            new byte[] {0, 1, 2, -1},
            Durability.REPLICATED,
            true,
            List.of(
                new PartitionPlace(0, 4, "w1", "w2", true),
                new PartitionPlace(1, 5, "w\u00fc", null, false),
                new PartitionPlace(2, 6, null, null, false))),
        new ApplicationTable(
            3,
            78,
            "empty",
            0,
            new DeployedCode(1, "h", "j", null, Map.of()),
            new byte[0],
            Durability.LOCAL,
            false,
            List.of()),
        new Members(
            3,
            List.of(
                new Member("w1", 1234567890123L, "host:4000", "http://host:8080"),
                new Member("w2", -1, "other:4000", ""))),
        new Pulse(
            Integer.MAX_VALUE,
            List.of(new ApplicationPulse(77, 99, true), new ApplicationPulse(78, 1, false))),
        new DivergenceReport(
            "w1",
            77,
            List.of(new Divergence(0, 1234, Long.MIN_VALUE, -1), new Divergence(3, 5, 0, 17))),
        new Withdrawal(3, 77, true),
        new Shutdown(3),
        new WorkerReport(
            "w1",
            42,
            "host",
            4711,
            "host:4000",
            "http://host:8080",
            List.of(
                new ApplicationReport(
                    77,
                    12,
                    true,
                    true,
                    "",
                    Map.of("records", 5L, "frames", Long.MIN_VALUE),
                    List.of(
                        new PartitionReport(0, Role.OWNER, 4, true, true, 9, 1, 2, 3, 0, null),
                        new PartitionReport(
                            1, Role.FOLLOWER, 5, false, false, 9, 1, 2, 3, -1, "disk full"))),
                new ApplicationReport(78, 0, false, false, null, Map.of(), List.of()))),
        new WorkerReport("w2", 43, "", 0, "", "", List.of()),
        new RewindQuestion(3, 77, 2, 8, 1234, -1),
        new RewindAnswer(
            "w1",
            77,
            2,
            8,
            List.of(
                new RewindPoint(
                    0, 4, 1234, 500, 1200, 1_700_000_000_000L, 1290, 1_700_000_090_000L),
                new RewindPoint(3, 5, -1, -1, Long.MAX_VALUE, 0, -1, 0))),
        new CopyReport(
            "w1",
            42,
            List.of(
                new ApplicationCopies(
                    77,
                    List.of(0, 3, 1023),
                    List.of(new MissingCopy(3, 9)),
                    List.of(
                        new MirroredPlace(0, 4, 1234, 99, 90, null),
                        new MirroredPlace(1, 5, -1, -1, Long.MAX_VALUE, "no space left"))),
                new ApplicationCopies(78, List.of(), List.of(), List.of()))),
        new MirroredEpochs(
            3, List.of(new ApplicationEpoch(77, 2, 99), new ApplicationEpoch(78, 0, -1))));
  }

  /** The file of its fixture. */
  static String nameOf(ControlMessage message) {
    String kind = message.getClass().getSimpleName();
    boolean bare =
        message instanceof ApplicationTable table && table.places().isEmpty()
            || message instanceof WorkerReport report && report.applications().isEmpty();
    return bare ? kind + "-bare" : kind;
  }
}
