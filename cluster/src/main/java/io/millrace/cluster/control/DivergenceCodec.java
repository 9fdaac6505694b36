package io.millrace.cluster.control;

import io.millrace.cluster.control.wire.DivergenceMessageDecoder;
import io.millrace.cluster.control.wire.DivergenceMessageEncoder;
import io.millrace.cluster.control.wire.MessageHeaderEncoder;
import io.millrace.runtime.replication.Divergence;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** {@link DivergenceReport} as bytes. */
final class DivergenceCodec {

  private DivergenceCodec() {}

  static int encode(DivergenceReport report, MutableDirectBuffer buffer) {
    DivergenceMessageEncoder encoder =
        new DivergenceMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.application(report.application());
    var group = encoder.divergencesCount(report.divergences().size());
    for (Divergence divergence : report.divergences()) {
      group
          .next()
          .partition(divergence.partition())
          .epoch(divergence.epoch())
          .ownersDigest(divergence.ownersDigest())
          .followersDigest(divergence.followersDigest());
    }
    encoder.worker(report.worker());
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  static DivergenceReport decode(DivergenceMessageDecoder decoder, WireBounds bounds) {
    long application = decoder.application();
    var group = decoder.divergences();
    bounds.block(
        group.actingBlockLength(), DivergenceMessageDecoder.DivergencesDecoder.sbeBlockLength());
    List<Divergence> divergences = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      divergences.add(
          new Divergence(
              group.partition(), group.epoch(), group.ownersDigest(), group.followersDigest()));
    }
    bounds.data(decoder.workerLength());
    String worker = decoder.worker();
    bounds.end(decoder.limit());
    return new DivergenceReport(worker, application, divergences);
  }
}
