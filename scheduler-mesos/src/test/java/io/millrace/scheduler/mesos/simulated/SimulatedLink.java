package io.millrace.scheduler.mesos.simulated;

import io.millrace.scheduler.mesos.wire.LinkEvent;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A link to a simulated Mesos; calls get there when {@link #deliver} lets them. */
final class SimulatedLink implements MasterLink {
  /** A call on its way. */
  private record Pending(int stream, String streamId, Call call) {}

  private final SimulatedMesos mesos;
  private final Queue<LinkEvent> arrivals = new ArrayDeque<>();
  private final Queue<Pending> calls = new ArrayDeque<>();
  private int current = -1;
  boolean masterIsDown;

  SimulatedLink(SimulatedMesos mesos) {
    this.mesos = mesos;
  }

  @Override
  public void subscribe(int stream, URI master, Call call) {
    current = stream;
    if (masterIsDown) {
      arrivals.add(new LinkEvent.Ended(stream, "ConnectException"));
      return;
    }
    Queue<LinkEvent> first = new ArrayDeque<>();
    boolean[] isOpen = new boolean[1];
    SimulatedMesos.Answer answer =
        mesos.subscribe(
            call,
            new SimulatedMesos.Stream() {
              private void add(LinkEvent event) {
                (isOpen[0] ? arrivals : first).add(event);
              }

              @Override
              public void event(Event event) {
                add(new LinkEvent.Received(stream, event));
              }

              @Override
              public void end(boolean isOrderly) {
                add(new LinkEvent.Ended(stream, "the stream has ended"));
              }
            });
    arrivals.add(
        answer.status() == 200
            ? new LinkEvent.Opened(stream, answer.streamId())
            : new LinkEvent.Refused(stream, answer.status(), answer.text()));
    isOpen[0] = true;
    arrivals.addAll(first);
  }

  @Override
  public void send(int stream, URI master, String streamId, Call call) {
    calls.add(new Pending(stream, streamId, call));
  }

  /** Lets so many calls get to the master. */
  void deliver(int count) {
    for (int i = 0; i < count && !calls.isEmpty(); i++) {
      Pending next = calls.remove();
      SimulatedMesos.Answer answer =
          masterIsDown
              ? SimulatedMesos.Answer.refused(0, "ConnectException")
              : mesos.call(next.streamId(), next.call());
      if (answer.status() != 202) {
        arrivals.add(
            new LinkEvent.CallRefused(
                next.stream(), next.call().getType(), answer.status(), answer.text()));
      }
    }
  }

  @Override
  public void drop(int stream) {
    if (stream == current) {
      calls.clear();
      current = -1;
    }
  }

  @Override
  public void poll(Consumer<LinkEvent> to) {
    for (LinkEvent next = arrivals.poll(); next != null; next = arrivals.poll()) {
      if (next.stream() == current) {
        to.accept(next);
      }
    }
  }

  @Override
  public void close() {
    drop(current);
  }
}
