package io.millrace.scheduler.mesos.wire;

import io.millrace.runtime.Threads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * The v1 scheduler API over {@code java.net.http}, in protobuf. Threads of the HTTP client only put
 * what arrives into a queue, and no more of a stream than {@link EventStream#AHEAD} pieces; {@link
 * #poll} does the rest in the caller's thread.
 */
public final class HttpMasterLink implements MasterLink {
  /** What a call is sent to, below the address of a master. */
  static final String PATH = "/api/v1/scheduler";

  private static final String PROTOBUF = "application/x-protobuf";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final int ACCEPTED = 202;
  private static final int OK = 200;
  private static final int REDIRECT = 307;

  /** Something that arrived, to be told by whoever polls. */
  interface Arrival {
    void deliver(Consumer<LinkEvent> to);
  }

  /** A call that waits for those before it. */
  private record Pending(URI master, String streamId, Call call) {}

  private final MasterAccess access;
  private final int mostRecordBytes;

  /** Two clients: so a call can never get onto the stream's connection. */
  private final HttpClient streams;

  private final HttpClient calls;
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final Queue<Pending> pending = new ArrayDeque<>();
  private int current = -1;
  private EventStream stream;
  private CompletableFuture<?> subscribing;
  private CompletableFuture<?> calling;

  /**
   * A link that is not connected with anybody.
   *
   * @param mostRecordBytes a larger record ends its stream
   */
  public HttpMasterLink(MasterAccess access, int mostRecordBytes) {
    this.access = access;
    this.mostRecordBytes = mostRecordBytes;
    Executor threads = Executors.newCachedThreadPool(Threads.daemons("mesos"));
    streams = client(threads);
    calls = client(threads);
  }

  private static HttpClient client(Executor threads) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER) // they are scheme-relative: see redirect
        .connectTimeout(CONNECT)
        .executor(threads)
        .build();
  }

  private HttpRequest.Builder request(URI master, Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(master.resolve(PATH))
            .header("Content-Type", PROTOBUF)
            .header("Accept", PROTOBUF)
            .POST(HttpRequest.BodyPublishers.ofByteArray(call.toByteArray()));
    access.header().ifPresent(header -> request.header("Authorization", header));
    return request;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what it leads to is told by poll
  public void subscribe(int number, URI master, Call call) {
    drop(current);
    current = number;
    EventStream opened = new EventStream(number, mostRecordBytes, arrivals::add);
    stream = opened;
    CompletableFuture<HttpResponse<String>> answering =
        streams.sendAsync(request(master, call).build(), head -> body(head, opened));
    answering.whenComplete((answer, failure) -> onAnswer(number, master, answer, failure));
    subscribing = answering;
  }

  private static BodySubscriber<String> body(HttpResponse.ResponseInfo head, EventStream opened) {
    return isStream(head.statusCode(), contentType(head.headers())) ? opened : new ShortText();
  }

  private static boolean isStream(int status, String contentType) {
    return status == OK && contentType.equals(PROTOBUF);
  }

  private static String contentType(java.net.http.HttpHeaders headers) {
    return headers.firstValue("Content-Type").orElse("");
  }

  private void onAnswer(int number, URI master, HttpResponse<String> answer, Throwable failure) {
    if (failure != null) {
      arrivals.add(to -> to.accept(new LinkEvent.Ended(number, EventStream.text(failure))));
      return;
    }
    LinkEvent event = answered(number, master, answer);
    arrivals.add(to -> to.accept(event));
    if (event instanceof LinkEvent.Opened) {
      arrivals.add(to -> stream(number, EventStream::start));
    }
  }

  private void stream(int number, Consumer<EventStream> deed) {
    if (number == current) {
      deed.accept(stream);
    }
  }

  private static LinkEvent answered(int number, URI master, HttpResponse<String> answer) {
    int status = answer.statusCode();
    String streamId = answer.headers().firstValue("Mesos-Stream-Id").orElse("");
    if (isStream(status, contentType(answer.headers())) && !streamId.isEmpty()) {
      return new LinkEvent.Opened(number, streamId);
    }
    if (status == REDIRECT) {
      return redirected(number, master, answer.headers().firstValue("Location").orElse(""));
    }
    return new LinkEvent.Refused(
        number,
        status,
        status == OK
            ? "no stream of events: Content-Type=" + contentType(answer.headers())
            : answer.body());
  }

  /** {@code //host:port/path}: the scheme stays. */
  static LinkEvent redirected(int number, URI master, String location) {
    try {
      URI to = master.resolve(location);
      if (!location.isEmpty() && master.getScheme().equals(to.getScheme())) {
        return new LinkEvent.Redirected(number, to.resolve("/"));
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    return new LinkEvent.Refused(number, REDIRECT, "redirected to '" + location + "'");
  }

  @Override
  public void send(int number, URI master, String streamId, Call call) {
    if (number == current) {
      pending.add(new Pending(master, streamId, call));
      sendNext();
    }
  }

  /** One at a time: they arrive in order. */
  @SuppressWarnings("FutureReturnValueIgnored") // what it leads to is told by poll
  private void sendNext() {
    if (calling != null || pending.isEmpty()) {
      return;
    }
    int number = current;
    Pending next = pending.remove();
    CompletableFuture<HttpResponse<String>> answering =
        calls.sendAsync(
            request(next.master(), next.call())
                .header("Mesos-Stream-Id", next.streamId())
                .timeout(ANSWER)
                .build(),
            head -> new ShortText());
    answering.whenComplete(
        (answer, failure) ->
            arrivals.add(to -> onCallAnswer(number, next.call(), answer, failure, to)));
    calling = answering;
  }

  private void onCallAnswer(
      int number,
      Call call,
      HttpResponse<String> answer,
      Throwable failure,
      Consumer<LinkEvent> to) {
    if (number != current) {
      return; // its successor has begun already
    }
    calling = null;
    if (failure != null || answer.statusCode() != ACCEPTED) {
      to.accept(
          new LinkEvent.CallRefused(
              number,
              call.getType(),
              failure != null ? 0 : answer.statusCode(),
              failure != null ? EventStream.text(failure) : answer.body()));
    }
    sendNext();
  }

  @Override
  public void drop(int number) {
    if (number != current || stream == null) {
      return;
    }
    stream.cancel();
    subscribing.cancel(true);
    if (calling != null) {
      calling.cancel(true);
      calling = null;
    }
    pending.clear();
    stream = null;
    current = -1;
  }

  @Override
  public void poll(Consumer<LinkEvent> to) {
    for (Arrival next = arrivals.poll(); next != null; next = arrivals.poll()) {
      next.deliver(
          event -> {
            if (event.stream() == current) {
              to.accept(event);
            }
          });
    }
  }

  @Override
  public void close() {
    drop(current); // its threads end by themselves
  }

  /** UTF-8, as masters write. */
  static String utf8(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
  }
}
