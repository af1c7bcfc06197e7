// `npm run build`: installs and builds what is out of date, without starting anything.
import { setUp } from './setup.mjs';

setUp();
