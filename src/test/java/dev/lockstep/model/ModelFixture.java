package dev.lockstep.model;

/** What every kind of step is made with. */
record ModelFixture(ModelScene scene, Shell shell, Sink sink) {

  /** The machine of one gateway, and what one transaction has under way at it. */
  Actuating actuating(int gateway, int transaction) {
    return new Actuating(this, gateway, transaction);
  }

  /** A step in which something goes wrong: there is a bound to that. */
  Turn failing(World world, Field left) {
    Turn turn = new Turn(world);
    turn.world.set(left, world.get(left) - 1);
    turn.sound = false;
    return turn;
  }

  void take(int gateway, int transaction, String what, Turn turn) {
    sink.take(scene.label(gateway, transaction, what), turn);
  }
}
