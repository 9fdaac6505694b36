package io.millrace.cluster.control;

import io.millrace.cluster.control.CopyReport.ApplicationCopies;
import io.millrace.cluster.control.CopyReport.MirroredPlace;
import io.millrace.cluster.control.CopyReport.MissingCopy;
import io.millrace.cluster.control.MirroredEpochs.ApplicationEpoch;
import io.millrace.cluster.control.wire.CopiesMessageDecoder;
import io.millrace.cluster.control.wire.CopiesMessageDecoder.ApplicationsDecoder;
import io.millrace.cluster.control.wire.CopiesMessageEncoder;
import io.millrace.cluster.control.wire.MessageHeaderEncoder;
import io.millrace.cluster.control.wire.MirroredMessageDecoder;
import io.millrace.cluster.control.wire.MirroredMessageEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** {@link CopyReport} and {@link MirroredEpochs} as bytes. */
final class CopyCodec {

  private CopyCodec() {}

  static int encode(CopyReport report, MutableDirectBuffer buffer) {
    CopiesMessageEncoder encoder =
        new CopiesMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.incarnation(report.incarnation());
    var group = encoder.applicationsCount(report.applications().size());
    for (ApplicationCopies application : report.applications()) {
      group.next().application(application.application());
      var found = group.foundCount(application.found().size());
      application.found().forEach(partition -> found.next().partition(partition));
      var missing = group.missingCount(application.missing().size());
      application
          .missing()
          .forEach(one -> missing.next().partition(one.partition()).term(one.term()));
      var mirrored = group.mirroredCount(application.mirrored().size());
      for (MirroredPlace place : application.mirrored()) {
        mirrored
            .next()
            .partition(place.partition())
            .term(place.term())
            .offset(place.offset())
            .epoch(place.epoch())
            .earliest(place.earliest())
            .flags()
            .clear()
            .failed(place.failure() != null);
        mirrored.failure(place.failure());
      }
    }
    encoder.worker(report.worker());
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  static CopyReport decode(CopiesMessageDecoder decoder, WireBounds bounds) {
    long incarnation = decoder.incarnation();
    var group = decoder.applications();
    bounds.block(group.actingBlockLength(), ApplicationsDecoder.sbeBlockLength());
    List<ApplicationCopies> applications = new ArrayList<>();
    while (group.hasNext()) {
      applications.add(application(group.next(), bounds));
    }
    bounds.data(decoder.workerLength());
    String worker = decoder.worker();
    bounds.end(decoder.limit());
    return new CopyReport(worker, incarnation, applications);
  }

  private static ApplicationCopies application(ApplicationsDecoder entry, WireBounds bounds) {
    long application = entry.application();
    List<Integer> found = new ArrayList<>();
    var copies = entry.found();
    bounds.block(copies.actingBlockLength(), ApplicationsDecoder.FoundDecoder.sbeBlockLength());
    while (copies.hasNext()) {
      found.add(copies.next().partition());
    }
    List<MissingCopy> missing = new ArrayList<>();
    var lacking = entry.missing();
    bounds.block(lacking.actingBlockLength(), ApplicationsDecoder.MissingDecoder.sbeBlockLength());
    while (lacking.hasNext()) {
      lacking.next();
      missing.add(new MissingCopy(lacking.partition(), lacking.term()));
    }
    return new ApplicationCopies(application, found, missing, mirrored(entry.mirrored(), bounds));
  }

  private static List<MirroredPlace> mirrored(
      ApplicationsDecoder.MirroredDecoder group, WireBounds bounds) {
    bounds.block(group.actingBlockLength(), ApplicationsDecoder.MirroredDecoder.sbeBlockLength());
    List<MirroredPlace> places = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      bounds.data(group.failureLength());
      boolean failed = group.flags().failed();
      String failure = group.failure();
      places.add(
          new MirroredPlace(
              group.partition(),
              group.term(),
              group.offset(),
              group.epoch(),
              group.earliest(),
              failed ? failure : null));
    }
    return places;
  }

  static int encode(MirroredEpochs epochs, MutableDirectBuffer buffer) {
    MirroredMessageEncoder encoder =
        new MirroredMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.coordinatorTerm(epochs.coordinatorTerm());
    var group = encoder.applicationsCount(epochs.applications().size());
    for (ApplicationEpoch one : epochs.applications()) {
      group.next().application(one.application()).generation(one.generation()).epoch(one.epoch());
    }
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  static MirroredEpochs decode(MirroredMessageDecoder decoder, WireBounds bounds) {
    int term = decoder.coordinatorTerm();
    var group = decoder.applications();
    bounds.block(
        group.actingBlockLength(), MirroredMessageDecoder.ApplicationsDecoder.sbeBlockLength());
    List<ApplicationEpoch> applications = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      applications.add(
          new ApplicationEpoch(group.application(), group.generation(), group.epoch()));
    }
    bounds.end(decoder.limit());
    return new MirroredEpochs(term, applications);
  }
}
