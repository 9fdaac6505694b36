package io.millrace.cluster.control;

import io.millrace.cluster.control.wire.MessageHeaderEncoder;
import io.millrace.cluster.control.wire.RewindAnswerMessageDecoder;
import io.millrace.cluster.control.wire.RewindAnswerMessageEncoder;
import io.millrace.cluster.control.wire.RewindQuestionMessageDecoder;
import io.millrace.cluster.control.wire.RewindQuestionMessageEncoder;
import io.millrace.runtime.rewind.RewindPoint;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** {@link RewindQuestion} and {@link RewindAnswer} as bytes. */
final class RewindCodec {

  private RewindCodec() {}

  static int encode(RewindQuestion question, MutableDirectBuffer buffer) {
    RewindQuestionMessageEncoder encoder =
        new RewindQuestionMessageEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .coordinatorTerm(question.coordinatorTerm())
        .generation(question.generation())
        .application(question.application())
        .number(question.number())
        .epoch(question.epoch())
        .atMs(question.atMs());
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  static RewindQuestion decode(RewindQuestionMessageDecoder decoder, WireBounds bounds) {
    bounds.end(decoder.limit());
    return new RewindQuestion(
        decoder.coordinatorTerm(),
        decoder.application(),
        decoder.generation(),
        decoder.number(),
        decoder.epoch(),
        decoder.atMs());
  }

  static int encode(RewindAnswer answer, MutableDirectBuffer buffer) {
    RewindAnswerMessageEncoder encoder =
        new RewindAnswerMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .generation(answer.generation())
        .application(answer.application())
        .number(answer.number());
    var points = encoder.pointsCount(answer.points().size());
    for (RewindPoint point : answer.points()) {
      points
          .next()
          .partition(point.partition())
          .term(point.term())
          .epoch(point.epoch())
          .cut(point.cut())
          .earliest(point.earliest())
          .earliestMs(point.earliestMs())
          .latest(point.latest())
          .latestMs(point.latestMs());
    }
    encoder.worker(answer.worker());
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }

  static RewindAnswer decode(RewindAnswerMessageDecoder decoder, WireBounds bounds) {
    int generation = decoder.generation();
    long application = decoder.application();
    long number = decoder.number();
    var group = decoder.points();
    bounds.block(
        group.actingBlockLength(), RewindAnswerMessageDecoder.PointsDecoder.sbeBlockLength());
    List<RewindPoint> points = new ArrayList<>();
    while (group.hasNext()) {
      group.next();
      points.add(
          new RewindPoint(
              group.partition(),
              group.term(),
              group.epoch(),
              group.cut(),
              group.earliest(),
              group.earliestMs(),
              group.latest(),
              group.latestMs()));
    }
    bounds.data(decoder.workerLength());
    String worker = decoder.worker();
    bounds.end(decoder.limit());
    return new RewindAnswer(worker, application, generation, number, points);
  }
}
