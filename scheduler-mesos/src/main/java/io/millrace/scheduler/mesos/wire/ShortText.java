package io.millrace.scheduler.mesos.wire;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The body of an answer for people: its beginning; the rest is not even read. */
final class ShortText implements BodySubscriber<String> {
  private static final int MOST_BYTES = 2000;

  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final byte[] bytes = new byte[MOST_BYTES];
  private int length;
  private Flow.Subscription subscription;

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      int taken = Math.min(piece.remaining(), MOST_BYTES - length);
      piece.get(bytes, length, taken);
      length += taken;
    }
    if (length == MOST_BYTES) {
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    text.complete(HttpMasterLink.utf8(bytes, length));
  }
}
