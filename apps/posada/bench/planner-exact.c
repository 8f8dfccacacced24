/* The algorithm of platform/simulation/exact.ts for stations in a row, written down in C: what a compiled program makes of it.
   Same random numbers, logarithm, lines, heaps and counts; the benchmark holds the numbers of the two against each other.
   Arguments: seed replication days warm-up kinds, perDay of each kind, stations, then servers and mean work of each. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>

#define KINDS 4
#define STATIONS 8
#define BINS (64 * 128 + 1)
#define NOBODY (-1)

typedef struct {
  int servers, busy, present, waiting, heapSize, heapRoom, size;
  double mean;
  double *keys;
  int32_t *items;
  int32_t lineWaiting[KINDS], head[KINDS], tail[KINDS], presentOf[KINDS];
  double changedAt;
  double *timeAt, *surplusAt, *finishedAt, *arrivedAt[KINDS];
  double begun[KINDS], work[KINDS], workSquares[KINDS], waited[KINDS], waitedSquares[KINDS], presentDays[KINDS];
  double bins[BINS];
} Place;

static uint32_t key0, key1, word0, word1;
static double now, days;
static int kinds, stations, turns = 16;
static double perDay[KINDS], next[2 + STATIONS + KINDS];
static int32_t streamCount[KINDS];
static Place places[STATIONS];
static double goneOf[KINDS], events;

static int capacity = 1024, used, firstFree = NOBODY;
static uint16_t *kindOf;
static int32_t *entity, *visit, *nextOf, *previous, *stamp;
static double *birth, *joined;

static inline uint32_t turn(uint32_t x, int by) { return (x << by) | (x >> (32 - by)); }
#define ROUND(by) x += y; y = turn(y, by) ^ x;
static void draw(uint32_t c0, uint32_t c1) {
  uint32_t key2 = 0x1bd11bda ^ key0 ^ key1, x = c0 + key0, y = c1 + key1;
  ROUND(13) ROUND(15) ROUND(26) ROUND(6) x += key1; y += key2 + 1;
  ROUND(17) ROUND(29) ROUND(16) ROUND(24) x += key2; y += key0 + 2;
  ROUND(13) ROUND(15) ROUND(26) ROUND(6) x += key0; y += key1 + 3;
  ROUND(17)
  word0 = x; word1 = y;
}
static inline double drawn(void) { return ((double)(word0 >> 6) * 0x4000000 + (double)(word1 >> 6) + 0.5) * 2.220446049250313e-16; }

static double logarithm(double v) {
  uint64_t bits; memcpy(&bits, &v, 8);
  int32_t high = (int32_t)(bits >> 32);
  int32_t carry = ((high & 0xfffff) + 0x95f64) & 0x100000;
  double exponent = (high >> 20) - 1023 + (carry >> 20);
  bits = ((uint64_t)(uint32_t)((high & 0xfffff) | (carry ^ 0x3ff00000)) << 32) | (bits & 0xffffffffu);
  memcpy(&v, &bits, 8);
  double f = v - 1, s = f / (2 + f), z = s * s, w = z * z;
  double even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  double odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  double half = 0.5 * f * f;
  return exponent * 0.6931471803691238 - (half - (s * (half + even + odd) + exponent * 1.9082149292705877e-10) - f);
}

static void *roomFor(void *old, size_t bytes) { void *p = realloc(old, bytes); if (!p) exit(1); return p; }
static double *zeros(int size) { return calloc(size, sizeof(double)); }
static void growUnits(void) {
  capacity = capacity * 3 / 2 + 64;
  kindOf = roomFor(kindOf, capacity * 2); entity = roomFor(entity, capacity * 4); visit = roomFor(visit, capacity * 4);
  nextOf = roomFor(nextOf, capacity * 4); previous = roomFor(previous, capacity * 4); stamp = roomFor(stamp, capacity * 4);
  birth = roomFor(birth, capacity * 8); joined = roomFor(joined, capacity * 8);
}
static double *doubled(double *values, int size) {
  values = roomFor(values, size * 16); memset(values + size, 0, size * 8); return values;
}
static void growCounts(Place *p) {
  p->timeAt = doubled(p->timeAt, p->size); p->surplusAt = doubled(p->surplusAt, p->size); p->finishedAt = doubled(p->finishedAt, p->size);
  for (int k = 0; k < kinds; k++) p->arrivedAt[k] = doubled(p->arrivedAt[k], p->size);
  p->size *= 2;
}
static void noteTime(Place *p) { p->timeAt[p->present] += now - p->changedAt; p->changedAt = now; }
static int binOf(double wait) {
  if (!(wait >= 0x1p-32)) return 0;
  uint64_t bits; memcpy(&bits, &wait, 8);
  int bin = (int)(bits >> 45) - (1023 - 32) * 128 + 1;
  return bin < BINS ? bin : BINS - 1;
}

static void rise(Place *p) {
  int place = p->heapSize++; double key = p->keys[place]; int32_t item = p->items[place];
  while (place > 0) {
    int above = (place - 1) >> 1;
    if (p->keys[above] <= key) break;
    p->keys[place] = p->keys[above]; p->items[place] = p->items[above]; place = above;
  }
  p->keys[place] = key; p->items[place] = item;
}
static void sink(Place *p) {
  int place = 0, size = p->heapSize; double key = p->keys[0]; int32_t item = p->items[0];
  for (;;) {
    int below = 2 * place + 1;
    if (below >= size) break;
    if (below + 1 < size && p->keys[below + 1] < p->keys[below]) below++;
    if (p->keys[below] >= key) break;
    p->keys[place] = p->keys[below]; p->items[place] = p->items[below]; place = below;
  }
  p->keys[place] = key; p->items[place] = item;
}
static void setNext(Place *p) { next[2 + (p - places)] = p->heapSize ? p->keys[0] : INFINITY; }

static void begin(Place *p, int unit, int replaces) {
  int k = kindOf[unit];
  draw(entity[unit], (2u << 26) | ((uint32_t)(p - places) << 18) | (visit[unit] & 0x3ffff));
  double work = -logarithm(drawn()) * p->mean, wait = now - joined[unit];
  stamp[unit]++; p->busy++;
  p->begun[k]++; p->work[k] += work; p->workSquares[k] += work * work; p->surplusAt[p->present] += work - p->mean;
  p->waited[k] += wait; p->waitedSquares[k] += wait * wait; p->bins[binOf(wait)]++;
  if (!replaces && p->heapSize == p->heapRoom) {
    p->heapRoom = p->heapRoom * 2 + 16; p->keys = roomFor(p->keys, p->heapRoom * 8); p->items = roomFor(p->items, p->heapRoom * 4);
  }
  int at = replaces ? 0 : p->heapSize;
  p->keys[at] = now + work; p->items[at] = unit;
  if (replaces) sink(p); else rise(p);
  setNext(p);
}
static void enter(int unit, int index) {
  int k = kindOf[unit];
  if (index == stations) { goneOf[k]++; nextOf[unit] = firstFree; firstFree = unit; return; }
  Place *p = &places[index];
  p->arrivedAt[k][p->present]++; noteTime(p); p->presentOf[k]++; p->presentDays[k] += days - now;
  if (p->present + 2 >= p->size) growCounts(p);
  p->present++; visit[unit]++; joined[unit] = now;
  if (p->busy < p->servers) { begin(p, unit, 0); return; }
  p->lineWaiting[k]++;
  if (p->head[k] == NOBODY) { nextOf[unit] = previous[unit] = NOBODY; p->head[k] = p->tail[k] = unit; }
  else { int tail = p->tail[k]; nextOf[tail] = unit; previous[unit] = tail; nextOf[unit] = NOBODY; p->tail[k] = unit; }
  p->waiting++;
}
static void leaveLine(Place *p, int unit) {
  int k = kindOf[unit], after = nextOf[unit], before = previous[unit];
  p->lineWaiting[k]--;
  if (before == NOBODY) p->head[k] = after; else nextOf[before] = after;
  if (after == NOBODY) p->tail[k] = before; else previous[after] = before;
}
static void finish(Place *p) {
  int unit = p->items[0], k = kindOf[unit], following = NOBODY;
  p->finishedAt[p->present]++; noteTime(p); p->presentOf[k]--; p->presentDays[k] -= days - now;
  p->present--; p->busy--;
  if (p->waiting > 0 && p->busy < p->servers)
    for (int line = 0; line < kinds && following == NOBODY; line++) if (p->lineWaiting[line]) following = p->head[line];
  if (following == NOBODY) {
    int last = --p->heapSize; p->keys[0] = p->keys[last]; p->items[0] = p->items[last];
    if (last > 1) sink(p);
    setNext(p);
  } else { leaveLine(p, following); p->waiting--; begin(p, following, 1); }
  enter(unit, (int)(p - places) + 1);
}
static void planArrival(int i) {
  draw(streamCount[i]++, (uint32_t)i << 18);
  next[2 + stations + i] = now - logarithm(drawn()) / perDay[i];
}
static void arrive(int i) {
  int count = streamCount[i] - 1;
  int unit = firstFree;
  if (unit == NOBODY) { if (used == capacity) growUnits(); unit = used++; } else firstFree = nextOf[unit];
  kindOf[unit] = i; entity[unit] = count * turns + i + 1; visit[unit] = 0; birth[unit] = now; events++;
  enter(unit, 0);
}
static void forgetCounts(void) {
  for (int s = 0; s < stations; s++) {
    Place *p = &places[s];
    memset(p->timeAt, 0, p->size * 8); memset(p->surplusAt, 0, p->size * 8); memset(p->finishedAt, 0, p->size * 8); memset(p->bins, 0, sizeof p->bins);
    for (int k = 0; k < kinds; k++) {
      memset(p->arrivedAt[k], 0, p->size * 8);
      p->begun[k] = p->work[k] = p->workSquares[k] = p->waited[k] = p->waitedSquares[k] = 0;
      p->presentDays[k] = p->presentOf[k] * (days - now);
    }
    p->changedAt = now;
  }
  for (int k = 0; k < kinds; k++) goneOf[k] = 0;
}

int main(int count, char **given) {
  (void)count; int a = 1;
  key0 = (uint32_t)strtoul(given[a++], 0, 10); key1 = (uint32_t)strtoul(given[a++], 0, 10); days = atof(given[a++]); double warm = atof(given[a++]);
  kinds = atoi(given[a++]);
  for (int k = 0; k < kinds; k++) perDay[k] = atof(given[a++]);
  stations = atoi(given[a++]);
  capacity = 682; growUnits();
  for (int s = 0; s < stations; s++) {
    Place *p = &places[s]; p->servers = atoi(given[a++]); p->mean = atof(given[a++]); p->size = 64;
    p->timeAt = zeros(64); p->surplusAt = zeros(64); p->finishedAt = zeros(64);
    for (int k = 0; k < kinds; k++) { p->arrivedAt[k] = zeros(64); p->head[k] = p->tail[k] = NOBODY; }
    next[2 + s] = INFINITY;
  }
  clock_t begunAt = clock();
  next[0] = warm; next[1] = INFINITY;
  for (int k = 0; k < kinds; k++) planArrival(k);
  int sources = 2 + stations + kinds, isCounting = 0;
  for (;;) {
    int source = 0; double at = next[0];
    for (int i = 1; i < sources; i++) if (next[i] < at) { at = next[i]; source = i; }
    if (at > now) now = at;
    if (source == 0) {
      if (isCounting) break;
      forgetCounts(); isCounting = 1; next[0] = days;
    } else if (source < 2 + stations) { events++; finish(&places[source - 2]); }
    else { arrive(source - 2 - stations); planArrival(source - 2 - stations); }
  }
  double seconds = (double)(clock() - begunAt) / CLOCKS_PER_SEC;
  printf("{\"seconds\":%.6f,\"events\":%.0f,\"places\":[", seconds, events);
  for (int s = 0; s < stations; s++) {
    Place *p = &places[s]; noteTime(p);
    printf("%s{\"begun\":[", s ? "," : "");
    for (int k = 0; k < kinds; k++) printf("%s%.0f", k ? "," : "", p->begun[k]);
    printf("],\"waited\":[");
    for (int k = 0; k < kinds; k++) printf("%s%.17g", k ? "," : "", p->waited[k]);
    printf("],\"emptyDays\":%.17g}", p->timeAt[0]);
  }
  printf("]}\n");
  return 0;
}
