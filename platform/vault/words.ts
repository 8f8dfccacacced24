import type { Random } from '#platform/base/environment.ts'

/** Eight words of 256: 64 bits of chance, behind argon2id. Short, different at the ear, easy to copy from paper. */
export const proposePassphrase = (random: Random): string =>
  Array.from(random.bytes(WORDS_PER_PASSPHRASE), (byte) => WORDS[byte]).join(' ')

const WORDS_PER_PASSPHRASE = 8

// A test holds the list to 256 different words.
export const WORDS = `
acorn actor album alley amber angle ankle apple apron arena armor arrow atlas attic autumn award
bacon badge baker bamboo banana barn basil basket beach beard bench berry bicycle bird biscuit blanket
bottle bowl branch bread brick bridge broom brush bucket butter button cabin cactus camel candle canoe
canvas carpet carrot castle cave cedar cellar chair chalk cheese cherry circle clay cliff clock cloud
clover coast cocoa coffee comet copper coral corner cotton cradle crane crayon cricket crown crystal cup
curtain delta desert diamond dinner dolphin donkey door dragon drawer dream drum eagle earth echo
elbow elephant ember engine envelope farm feather fern fiddle field finger flag flute forest fountain fox
garden garlic ginger giraffe glass globe glove goat gold grape grass guitar hammer harbor harvest hazel
heron hill honey horse island ivory jacket jasmine jelly jewel jungle kettle kitchen kite ladder lake
lamp lantern lemon letter library lily linen lizard lobster magnet mango maple marble market meadow melon
mirror moon morning mountain mule museum mushroom needle nest night north nutmeg oak ocean olive onion
orange orchard otter oven owl paddle palace panda paper parrot pasture peach pearl pebble pencil pepper
piano pigeon pillow pine planet plate plum pocket pond poppy potato prairie puppet quartz rabbit radio
rain raven ribbon rice river robin rocket rope rose saddle salmon salt sand saucer scarf school shell
silver sky snow soap spider spoon spring squirrel star stone summer sunset swan table teapot temple
tiger timber tomato tower train tulip tunnel turtle valley velvet village violin walnut water whale window
`
  .trim()
  .split(/\s+/)
