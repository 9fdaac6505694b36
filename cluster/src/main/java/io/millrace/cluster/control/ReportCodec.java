package io.millrace.cluster.control;

import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.cluster.control.wire.MessageHeaderEncoder;
import io.millrace.cluster.control.wire.ReportMessageDecoder;
import io.millrace.cluster.control.wire.ReportMessageEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.MutableDirectBuffer;

/** {@link WorkerReport} as bytes. */
final class ReportCodec {

  private ReportCodec() {}

  static int encode(WorkerReport report, MutableDirectBuffer buffer) {
    ReportMessageEncoder encoder =
        new ReportMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.incarnation(report.incarnation()).pid(report.pid());
    var group = encoder.applicationsCount(report.applications().size());
    for (ApplicationReport application : report.applications()) {
      group.next().application(application.application()).revision(application.revision());
      group
          .flags()
          .clear()
          .announced(application.announced())
          .done(application.done())
          .failed(application.failure() != null);
      var figures = group.figuresCount(application.figures().size());
      application.figures().forEach((name, value) -> figures.next().figure(value).name(name));
      var partitions = group.partitionsCount(application.partitions().size());
      for (PartitionReport partition : application.partitions()) {
        encode(partition, partitions.next());
      }
      group.failure(application.failure());
    }
    encoder.worker(report.worker()).host(report.host()).address(report.address()).api(report.api());
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  private static void encode(
      PartitionReport partition, ReportMessageEncoder.ApplicationsEncoder.PartitionsEncoder entry) {
    entry
        .partition(partition.partition())
        .term(partition.term())
        .epoch(partition.epoch())
        .offset(partition.offset())
        .stable(partition.stable())
        .end(partition.end())
        .snapshotOffset(partition.snapshotOffset());
    entry
        .flags()
        .clear()
        .follower(partition.role() == Role.FOLLOWER)
        .live(partition.live())
        .covered(partition.covered())
        .failed(partition.failure() != null);
    entry.failure(partition.failure());
  }

  static WorkerReport decode(ReportMessageDecoder decoder, WireBounds bounds) {
    long incarnation = decoder.incarnation();
    long pid = decoder.pid();
    var group = decoder.applications();
    bounds.block(
        group.actingBlockLength(), ReportMessageDecoder.ApplicationsDecoder.sbeBlockLength());
    List<ApplicationReport> applications = new ArrayList<>();
    while (group.hasNext()) {
      applications.add(application(group.next(), bounds));
    }
    bounds.data(decoder.workerLength());
    String worker = decoder.worker();
    bounds.data(decoder.hostLength());
    String host = decoder.host();
    bounds.data(decoder.addressLength());
    String address = decoder.address();
    bounds.data(decoder.apiLength());
    String api = decoder.api();
    bounds.end(decoder.limit());
    return new WorkerReport(worker, incarnation, host, pid, address, api, applications);
  }

  private static ApplicationReport application(
      ReportMessageDecoder.ApplicationsDecoder entry, WireBounds bounds) {
    long application = entry.application();
    long revision = entry.revision();
    boolean announced = entry.flags().announced();
    boolean done = entry.flags().done();
    boolean failed = entry.flags().failed();
    Map<String, Long> figures = figures(entry.figures(), bounds);
    List<PartitionReport> partitions = partitions(entry.partitions(), bounds);
    bounds.data(entry.failureLength());
    String failure = entry.failure();
    return new ApplicationReport(
        application, revision, announced, done, failed ? failure : null, figures, partitions);
  }

  private static Map<String, Long> figures(
      ReportMessageDecoder.ApplicationsDecoder.FiguresDecoder group, WireBounds bounds) {
    bounds.block(
        group.actingBlockLength(),
        ReportMessageDecoder.ApplicationsDecoder.FiguresDecoder.sbeBlockLength());
    Map<String, Long> figures = new HashMap<>();
    while (group.hasNext()) {
      long figure = group.next().figure();
      bounds.data(group.nameLength());
      figures.put(group.name(), figure);
    }
    return figures;
  }

  private static List<PartitionReport> partitions(
      ReportMessageDecoder.ApplicationsDecoder.PartitionsDecoder group, WireBounds bounds) {
    bounds.block(
        group.actingBlockLength(),
        ReportMessageDecoder.ApplicationsDecoder.PartitionsDecoder.sbeBlockLength());
    List<PartitionReport> partitions = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      bounds.data(group.failureLength());
      var flags = group.flags();
      Role role = flags.follower() ? Role.FOLLOWER : Role.OWNER;
      boolean live = flags.live();
      boolean covered = flags.covered();
      boolean failed = flags.failed();
      String failure = group.failure();
      partitions.add(
          new PartitionReport(
              group.partition(),
              role,
              group.term(),
              live,
              covered,
              group.epoch(),
              group.offset(),
              group.stable(),
              group.end(),
              group.snapshotOffset(),
              failed ? failure : null));
    }
    return partitions;
  }
}
