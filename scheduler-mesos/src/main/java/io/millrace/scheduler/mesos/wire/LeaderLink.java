package io.millrace.scheduler.mesos.wire;

import io.millrace.runtime.Threads;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * A link to masters of whom ZooKeeper may know which one leads. It is asked where it is named in
 * place of a master, in a thread of its own, and answers by a redirect to the leader.
 */
public final class LeaderLink implements MasterLink {
  private static final int NONE = -1;

  private final MasterLink link;
  private final UnaryOperator<URI> zooKeeper;
  private final ExecutorService asker =
      Executors.newSingleThreadExecutor(Threads.daemons("mesos-leader"));
  private final Queue<LinkEvent> answers = new ConcurrentLinkedQueue<>();
  private int asking = NONE;

  /**
   * A link over another.
   *
   * @param zooKeeper finds the leader, waiting for it; fails with an IllegalStateException that
   *     says why
   */
  LeaderLink(MasterLink link, UnaryOperator<URI> zooKeeper) {
    this.link = link;
    this.zooKeeper = zooKeeper;
  }

  /**
   * A link that is not connected with anybody.
   *
   * @param mostRecordBytes a larger record ends its stream
   */
  public static MasterLink of(MasterAccess access, int mostRecordBytes) {
    return new LeaderLink(new HttpMasterLink(access, mostRecordBytes), ZooKeeperLeader::of);
  }

  @Override
  public void subscribe(int stream, URI master, Call call) {
    asking = NONE;
    if (MasterAddress.isZooKeeper(master)) {
      asking = stream;
      asker.execute(() -> answers.add(ask(stream, master)));
    } else {
      link.subscribe(stream, master, call);
    }
  }

  private LinkEvent ask(int stream, URI address) {
    try {
      return new LinkEvent.Redirected(stream, zooKeeper.apply(address));
    } catch (RuntimeException e) {
      return new LinkEvent.Ended(stream, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void send(int stream, URI master, String streamId, Call call) {
    link.send(stream, master, streamId, call);
  }

  @Override
  public void drop(int stream) {
    if (stream == asking) {
      asking = NONE;
    }
    link.drop(stream);
  }

  @Override
  public void poll(Consumer<LinkEvent> to) {
    for (LinkEvent next = answers.poll(); next != null; next = answers.poll()) {
      if (next.stream() == asking) {
        asking = NONE;
        to.accept(next);
      }
    }
    link.poll(to);
  }

  @Override
  public void close() {
    asker.shutdownNow();
    link.close();
  }
}
