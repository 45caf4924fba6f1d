package dev.lockstep.model;

/** Everything there is at one moment: gateways, disks, networks, coordinator, machines. */
final class World {
  final long[] bits;

  World(long[] bits) {
    this.bits = bits;
  }

  int get(Field field) {
    return (int) ((bits[field.word()] >>> field.shift()) & field.mask());
  }

  boolean is(Field field) {
    return get(field) != 0;
  }

  void set(Field field, int value) {
    if ((value & ~field.mask()) != 0) {
      throw new IllegalStateException("%d does not fit into %s".formatted(value, field));
    }
    long cleared = bits[field.word()] & ~(field.mask() << field.shift());
    bits[field.word()] = cleared | ((long) value << field.shift());
  }

  void clear(Field... fields) {
    for (Field field : fields) {
      set(field, 0);
    }
  }

  World copy() {
    return new World(bits.clone());
  }
}
