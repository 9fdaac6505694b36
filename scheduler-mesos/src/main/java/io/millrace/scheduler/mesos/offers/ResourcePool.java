package io.millrace.scheduler.mesos.offers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/**
 * What is left of an agent's offers. Amounts count in thousandths, as masters do; what is reserved
 * for our role is taken before what anybody may have. What may be taken back or is shared is left.
 */
final class ResourcePool {
  private static final String CPUS = "cpus";
  private static final String MEMORY = "mem";
  private static final double UNIT = 1000;

  /** A piece of a kind of resource. */
  private static final class Piece {
    final Resource resource;
    long left;

    Piece(Resource resource) {
      this.resource = resource;
      left = Math.round(resource.getScalar().getValue() * UNIT);
    }

    boolean isReserved() {
      return resource.getReservationsCount() > 0;
    }
  }

  private final List<Piece> pieces;

  ResourcePool(List<Offer> offers) {
    pieces =
        offers.stream()
            .flatMap(offer -> offer.getResourcesList().stream())
            .filter(one -> one.getType() == Value.Type.SCALAR)
            .filter(one -> !one.hasRevocable() && !one.hasShared() && !one.hasDisk())
            .map(Piece::new)
            .sorted(Comparator.comparing(Piece::isReserved).reversed())
            .toList();
  }

  double memoryMb() {
    return left(MEMORY) / UNIT;
  }

  double cpus() {
    return left(CPUS) / UNIT;
  }

  private Stream<Piece> of(String name) {
    return pieces.stream().filter(piece -> piece.resource.getName().equals(name));
  }

  private long left(String name) {
    return of(name).mapToLong(piece -> piece.left).sum();
  }

  boolean fits(Demand demand) {
    return left(CPUS) >= units(demand.cpus()) && left(MEMORY) >= units(demand.memoryMb());
  }

  /** Takes what a worker needs; it has to fit. */
  List<Resource> take(Demand demand) {
    List<Resource> taken = new ArrayList<>();
    take(CPUS, units(demand.cpus()), taken);
    take(MEMORY, units(demand.memoryMb()), taken);
    return taken;
  }

  private void take(String name, long amount, List<Resource> taken) {
    long missing = amount;
    for (Piece piece : of(name).toList()) {
      long part = Math.min(missing, piece.left);
      if (part > 0) {
        piece.left -= part;
        missing -= part;
        taken.add(
            piece.resource.toBuilder()
                .setScalar(Value.Scalar.newBuilder().setValue(part / UNIT))
                .build());
      }
    }
    if (missing > 0) {
      throw new IllegalStateException("too little offered: name=" + name + ", amount=" + amount);
    }
  }

  private static long units(double amount) {
    return Math.round(amount * UNIT);
  }
}
