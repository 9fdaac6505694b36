package io.millrace.scheduler.mesos.wire;

import io.millrace.scheduler.mesos.wire.HttpMasterLink.Arrival;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * The body of an answer to SUBSCRIBE. The HTTP client's threads hand over pieces; the thread that
 * polls decodes them, and only then asks for more.
 */
final class EventStream implements BodySubscriber<String> {
  /** So many pieces, each of some 16 KB, are read ahead of whoever polls. */
  static final int AHEAD = 16;

  private final int number;
  private final RecordDecoder decoder;
  private final Consumer<Arrival> arrivals;
  private volatile Flow.Subscription subscription;
  private volatile boolean cancelled;

  EventStream(int number, int mostRecordBytes, Consumer<Arrival> arrivals) {
    this.number = number;
    this.decoder = new RecordDecoder(mostRecordBytes);
    this.arrivals = arrivals;
  }

  /** At once: the answer is its head. */
  @Override
  public CompletionStage<String> getBody() {
    return CompletableFuture.completedStage("");
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (cancelled) {
      subscription.cancel();
    }
  }

  /** The head was told: from here on its events may be. */
  void start() {
    subscription.request(AHEAD);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    arrivals.accept(to -> decode(pieces, to));
  }

  private void decode(List<ByteBuffer> pieces, Consumer<LinkEvent> to) {
    if (cancelled) {
      return;
    }
    try {
      for (ByteBuffer piece : pieces) {
        decoder.decode(piece, record -> receive(record, to));
      }
      subscription.request(1);
    } catch (RecordException e) {
      cancel();
      to.accept(new LinkEvent.Ended(number, e.getMessage()));
    }
  }

  private void receive(byte[] record, Consumer<LinkEvent> to) throws RecordException {
    Event event;
    try {
      event = Event.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      throw new RecordException("record is no event: error=" + e.getMessage(), e);
    }
    if (!cancelled) { // what an event led to may have ended the stream
      to.accept(new LinkEvent.Received(number, event));
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(text(failure));
  }

  @Override
  public void onComplete() {
    end("the master has ended the stream");
  }

  private void end(String cause) {
    arrivals.accept(
        to -> {
          String part = decoder.isBetweenRecords() ? "" : ", in the middle of a record";
          to.accept(new LinkEvent.Ended(number, cause + part));
        });
  }

  /** Nothing is told from here on. */
  void cancel() {
    cancelled = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  /** What went wrong, for people. */
  static String text(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
