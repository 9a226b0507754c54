/** Lets those who ask for the same thing at the same time share one answer. Nothing is kept once it is there. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();

  /** @param work started only when nobody is waiting for this key already */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.flights.get(key);
    if (known !== undefined) {
      return known;
    }
    const flight = work().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }
}
